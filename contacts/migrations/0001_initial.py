import departments.vault
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalDirectory',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('name', models.CharField(max_length=100)),
                ('enabled', models.BooleanField(default=True, help_text='Otherwise nobody asks it.')),
                ('host', models.CharField(max_length=255, verbose_name='server')),
                ('encryption', models.CharField(choices=[('none', 'None'), ('starttls', 'STARTTLS'), ('tls', 'LDAPS')], default='tls', max_length=10)),
                ('port', models.PositiveIntegerField(default=636, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(65535)])),
                ('verify', models.BooleanField(default=True, help_text='Without it anyone on the way can pose as the server.', verbose_name="verify the server's certificate")),
                ('bind_dn', models.CharField(blank=True, help_text='A DN, or name@domain for Active Directory. Empty: nobody signs in.', max_length=500, verbose_name='user')),
                ('allow_clear', models.BooleanField(default=False, help_text='Others on the network can read it. Only for servers on a trusted network.', verbose_name='allow the password without encryption')),
                ('base', models.CharField(help_text='Below which entry is searched: ou=people,dc=example,dc=org.', max_length=500)),
                ('scope', models.CharField(choices=[('subtree', 'The base and everything below'), ('one', 'Right below the base'), ('base', 'The base alone')], default='subtree', max_length=10)),
                ('filter_template', models.CharField(default='(mail={address})', help_text='{address}, {local} and {domain} are those of the sender.', max_length=1000, verbose_name='filter')),
                ('address_attribute', models.CharField(default='mail', max_length=100, verbose_name='address')),
                ('name_attribute', models.CharField(blank=True, default='cn', max_length=100, verbose_name='name')),
                ('organisation_attribute', models.CharField(blank=True, default='o', max_length=100, verbose_name='organisation')),
                ('title_attribute', models.CharField(blank=True, default='title', max_length=100, verbose_name='title')),
                ('telephone_attribute', models.CharField(blank=True, default='telephoneNumber', max_length=100, verbose_name='telephone')),
                ('page_size', models.PositiveIntegerField(default=100, help_text='So many entries are asked for at a time.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)])),
                ('size_limit', models.PositiveIntegerField(default=5, help_text='An address should find one; more are not looked at.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)])),
                ('timeout', models.PositiveIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='time limit (seconds)')),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical directory server',
                'verbose_name_plural': 'historical directory servers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Directory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='directories', to='departments.department')),
                ('name', models.CharField(max_length=100)),
                ('enabled', models.BooleanField(default=True, help_text='Otherwise nobody asks it.')),
                ('host', models.CharField(max_length=255, verbose_name='server')),
                ('encryption', models.CharField(choices=[('none', 'None'), ('starttls', 'STARTTLS'), ('tls', 'LDAPS')], default='tls', max_length=10)),
                ('port', models.PositiveIntegerField(default=636, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(65535)])),
                ('verify', models.BooleanField(default=True, help_text='Without it anyone on the way can pose as the server.', verbose_name="verify the server's certificate")),
                ('bind_dn', models.CharField(blank=True, help_text='A DN, or name@domain for Active Directory. Empty: nobody signs in.', max_length=500, verbose_name='user')),
                ('bind_password', departments.vault.SecretField(verbose_name='Password')),
                ('allow_clear', models.BooleanField(default=False, help_text='Others on the network can read it. Only for servers on a trusted network.', verbose_name='allow the password without encryption')),
                ('base', models.CharField(help_text='Below which entry is searched: ou=people,dc=example,dc=org.', max_length=500)),
                ('scope', models.CharField(choices=[('subtree', 'The base and everything below'), ('one', 'Right below the base'), ('base', 'The base alone')], default='subtree', max_length=10)),
                ('filter_template', models.CharField(default='(mail={address})', help_text='{address}, {local} and {domain} are those of the sender.', max_length=1000, verbose_name='filter')),
                ('address_attribute', models.CharField(default='mail', max_length=100, verbose_name='address')),
                ('name_attribute', models.CharField(blank=True, default='cn', max_length=100, verbose_name='name')),
                ('organisation_attribute', models.CharField(blank=True, default='o', max_length=100, verbose_name='organisation')),
                ('title_attribute', models.CharField(blank=True, default='title', max_length=100, verbose_name='title')),
                ('telephone_attribute', models.CharField(blank=True, default='telephoneNumber', max_length=100, verbose_name='telephone')),
                ('page_size', models.PositiveIntegerField(default=100, help_text='So many entries are asked for at a time.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)])),
                ('size_limit', models.PositiveIntegerField(default=5, help_text='An address should find one; more are not looked at.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)])),
                ('timeout', models.PositiveIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(60)], verbose_name='time limit (seconds)')),
                ('failures', models.PositiveIntegerField(default=0, editable=False)),
                ('failed_at', models.DateTimeField(editable=False, null=True)),
                ('not_before', models.DateTimeField(editable=False, null=True)),
                ('problem', models.TextField(blank=True, editable=False)),
            ],
            options={
                'verbose_name': 'directory server',
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('department', 'name'), name='directory_name_once', violation_error_message='Another directory server of the department has this name.')],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='departments.department')),
                ('name', models.CharField(max_length=200)),
                ('is_user', models.BooleanField(default=True, help_text='A customer: cases are theirs.', verbose_name='user')),
                ('is_analyst', models.BooleanField(default=False, help_text='An agent: may stand as the one who logs a case.', verbose_name='analyst')),
                ('user', models.ForeignKey(blank=True, help_text='The same person among those who sign in to this console.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contacts', to=settings.AUTH_USER_MODEL, verbose_name='signs in as')),
                ('mail_format', models.CharField(blank=True, choices=[('text', 'Plain text'), ('html', 'HTML')], help_text='Empty: as the partition says, which also decides whether this is asked.', max_length=4, verbose_name='format of mail')),
                ('organisation', models.CharField(blank=True, max_length=200)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('telephone', models.CharField(blank=True, max_length=100)),
                ('notes', models.TextField(blank=True)),
                ('made_for', models.CharField(blank=True, editable=False, max_length=320)),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='contacts.person')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                'verbose_name': 'contact',
                'ordering': ('name', 'pk'),
                'permissions': (('merge_people', 'Can merge contacts'), ('import_people', 'Can import contacts')),
                'constraints': [models.UniqueConstraint(condition=models.Q(('made_for', ''), _negated=True), fields=('department', 'made_for'), name='person_made_once')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='contacts.person')),
                ('gone', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ends', to='contacts.person')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('moved', models.JSONField(default=dict)),
                ('changed', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ('-at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='HistoricalPerson',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('name', models.CharField(max_length=200)),
                ('is_user', models.BooleanField(default=True, help_text='A customer: cases are theirs.', verbose_name='user')),
                ('is_analyst', models.BooleanField(default=False, help_text='An agent: may stand as the one who logs a case.', verbose_name='analyst')),
                ('mail_format', models.CharField(blank=True, choices=[('text', 'Plain text'), ('html', 'HTML')], help_text='Empty: as the partition says, which also decides whether this is asked.', max_length=4, verbose_name='format of mail')),
                ('organisation', models.CharField(blank=True, max_length=200)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('telephone', models.CharField(blank=True, max_length=100)),
                ('notes', models.TextField(blank=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, help_text='The same person among those who sign in to this console.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='signs in as')),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='contacts.person')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical contact',
                'verbose_name_plural': 'historical contacts',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PersonAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='addresses', to='contacts.person')),
                ('address', models.EmailField(max_length=320)),
                ('key', models.CharField(db_index=True, editable=False, max_length=320)),
            ],
            options={
                'verbose_name': 'address',
                'verbose_name_plural': 'addresses',
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='address_of_person_once', violation_error_message='This person has this address already.')],
            },
        ),
        migrations.CreateModel(
            name='PersonUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='person_uploads', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='departments.department')),
                ('content', models.TextField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='DirectoryAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('directory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='contacts.directory')),
                ('key', models.CharField(max_length=320)),
                ('found', models.BooleanField()),
                ('values', models.JSONField(default=dict)),
                ('expires_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('directory', 'key'), name='one_answer')],
            },
        ),
    ]
