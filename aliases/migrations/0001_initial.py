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
            name='HistoricalMonitor',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('enabled', models.BooleanField(default=True, help_text='Without it nobody is told, and waiting mail is not looked at; the console shows incidents all the same.')),
                ('addresses', models.TextField(blank=True, help_text='Email addresses, one a line.', verbose_name='further addresses')),
                ('webhook_url', models.CharField(blank=True, help_text='https://…: gets each notice as JSON, signed with the secret.', max_length=500, verbose_name='webhook')),
                ('interval_minutes', models.PositiveIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='look at waiting mail every (minutes)')),
                ('most_waiting', models.PositiveIntegerField(blank=True, help_text='More in one department are an incident. Empty: any number may wait.', null=True, verbose_name='messages waiting at the most')),
                ('longest_minutes', models.PositiveIntegerField(blank=True, help_text='A message that waits longer is an incident. Empty: it may wait for ever.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(525600)], verbose_name='waiting at the longest (minutes)')),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, help_text='It holds for the departments below as well, unless they have their own.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical monitor',
                'verbose_name_plural': 'historical monitors',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Monitor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.OneToOneField(help_text='It holds for the departments below as well, unless they have their own.', on_delete=django.db.models.deletion.CASCADE, related_name='monitor', to='departments.department')),
                ('enabled', models.BooleanField(default=True, help_text='Without it nobody is told, and waiting mail is not looked at; the console shows incidents all the same.')),
                ('addresses', models.TextField(blank=True, help_text='Email addresses, one a line.', verbose_name='further addresses')),
                ('webhook_url', models.CharField(blank=True, help_text='https://…: gets each notice as JSON, signed with the secret.', max_length=500, verbose_name='webhook')),
                ('webhook_secret', departments.vault.SecretField()),
                ('interval_minutes', models.PositiveIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1440)], verbose_name='look at waiting mail every (minutes)')),
                ('most_waiting', models.PositiveIntegerField(blank=True, help_text='More in one department are an incident. Empty: any number may wait.', null=True, verbose_name='messages waiting at the most')),
                ('longest_minutes', models.PositiveIntegerField(blank=True, help_text='A message that waits longer is an incident. Empty: it may wait for ever.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(525600)], verbose_name='waiting at the longest (minutes)')),
                ('next_look_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('people', models.ManyToManyField(blank=True, help_text='They get a mail. They must be able to see the department.', related_name='monitors', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('department__path',),
            },
        ),
        migrations.CreateModel(
            name='HistoricalMonitor_people',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('monitor', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='aliases.monitor')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='aliases.historicalmonitor')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'HistoricalMonitor_people',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalServiceInstance',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('direction', models.CharField(choices=[('retrieve', 'Retrieving'), ('dispatch', 'Dispatching')], max_length=10, verbose_name='kind')),
                ('name', models.CharField(max_length=100)),
                ('description', models.TextField(blank=True)),
                ('enabled', models.BooleanField(default=True, help_text='Stopped instances finish the message in hand and begin no other.')),
                ('is_default', models.BooleanField(default=False, editable=False, help_text='New aliases join it.', verbose_name='default')),
                ('concurrency', models.PositiveSmallIntegerField(default=4, help_text='So many aliases at the same time, on each node.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(64)])),
                ('batch_size', models.PositiveSmallIntegerField(default=100, help_text='So many are taken in hand at once.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='mails in a batch')),
                ('sleep_minutes', models.PositiveSmallIntegerField(default=0, help_text='Between two runs for an alias. 0: mail goes as soon as it is queued.', validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='sleep time (minutes)')),
                ('smtp_timeout', models.PositiveSmallIntegerField(blank=True, help_text='Instead of the time limit of each alias. Empty: as the alias says.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='SMTP timeout (seconds)')),
                ('by_priority', models.BooleanField(default=False, help_text='Answers to mail of aliases with a higher priority go first, then what was queued first.', verbose_name='dispatch priority')),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('partition', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.partition')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical service instance',
                'verbose_name_plural': 'historical service instances',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='ServiceInstance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='service_instances', to='departments.partition')),
                ('direction', models.CharField(choices=[('retrieve', 'Retrieving'), ('dispatch', 'Dispatching')], max_length=10, verbose_name='kind')),
                ('name', models.CharField(max_length=100)),
                ('description', models.TextField(blank=True)),
                ('enabled', models.BooleanField(default=True, help_text='Stopped instances finish the message in hand and begin no other.')),
                ('is_default', models.BooleanField(default=False, editable=False, help_text='New aliases join it.', verbose_name='default')),
                ('concurrency', models.PositiveSmallIntegerField(default=4, help_text='So many aliases at the same time, on each node.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(64)])),
                ('batch_size', models.PositiveSmallIntegerField(default=100, help_text='So many are taken in hand at once.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='mails in a batch')),
                ('sleep_minutes', models.PositiveSmallIntegerField(default=0, help_text='Between two runs for an alias. 0: mail goes as soon as it is queued.', validators=[django.core.validators.MaxValueValidator(1440)], verbose_name='sleep time (minutes)')),
                ('smtp_timeout', models.PositiveSmallIntegerField(blank=True, help_text='Instead of the time limit of each alias. Empty: as the alias says.', null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='SMTP timeout (seconds)')),
                ('by_priority', models.BooleanField(default=False, help_text='Answers to mail of aliases with a higher priority go first, then what was queued first.', verbose_name='dispatch priority')),
            ],
            options={
                'verbose_name': 'service instance',
                'ordering': ('partition', 'direction', '-is_default', 'name'),
                'permissions': (('control_instance', 'Can start and stop service instances'),),
                'constraints': [models.UniqueConstraint(fields=('partition', 'direction', 'name'), name='instance_name_once', violation_error_message='The partition has an instance of this kind and name.'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('partition', 'direction'), name='one_default_instance')],
            },
        ),
        migrations.CreateModel(
            name='AliasDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='departments.department')),
                ('values', models.JSONField(default=dict)),
                ('facts', models.JSONField(default=dict)),
                ('incoming_password', departments.vault.SecretField(verbose_name='Password')),
                ('outgoing_password', departments.vault.SecretField(verbose_name='Password')),
                ('changed_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ('-changed_at',),
            },
        ),
    ]
