import attachments.models
import django.db.models.deletion
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalBlockedExtension',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('name', models.CharField(max_length=100)),
                ('description', models.TextField(blank=True)),
                ('extension', attachments.models.Extension(help_text='.exe, exe and *.exe are the same.', max_length=61)),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical blocked extension',
                'verbose_name_plural': 'historical blocked extensions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='BlockedExtension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blocked_extensions', to='departments.department')),
                ('name', models.CharField(max_length=100)),
                ('description', models.TextField(blank=True)),
                ('extension', attachments.models.Extension(help_text='.exe, exe and *.exe are the same.', max_length=61)),
            ],
            options={
                'ordering': ('extension', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('department', 'extension'), name='extension_blocked_once', violation_error_message='This extension is blocked in the department already.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalPartitionRule',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('extension', attachments.models.Extension(help_text='.exe, exe and *.exe are the same.', max_length=61)),
                ('verdict', models.CharField(choices=[('block', 'Block'), ('allow', 'Allow')], default='block', max_length=5)),
                ('description', models.TextField(blank=True)),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('partition', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.partition')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical partition rule',
                'verbose_name_plural': 'historical partition rules',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='PartitionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('partition', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachment_rules', to='departments.partition')),
                ('extension', attachments.models.Extension(help_text='.exe, exe and *.exe are the same.', max_length=61)),
                ('verdict', models.CharField(choices=[('block', 'Block'), ('allow', 'Allow')], default='block', max_length=5)),
                ('description', models.TextField(blank=True)),
            ],
            options={
                'ordering': ('partition', 'extension'),
                'constraints': [models.UniqueConstraint(fields=('partition', 'extension'), name='one_rule_of_partition', violation_error_message='The partition has a rule for this extension already.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalDepartmentSettings',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('scan', models.CharField(choices=[('inbound', 'Incoming mail'), ('both', 'Incoming and outgoing mail')], default='inbound', max_length=7)),
                ('block_all', models.BooleanField(default=False, help_text='Whatever the list of extensions says. What the partition allows passes.', verbose_name='block all attachments')),
                ('action', models.CharField(choices=[('quarantine', 'Quarantine: it can be restored'), ('delete', 'Delete: it cannot be restored')], default='quarantine', max_length=10, verbose_name='blocked attachments')),
                ('inner_extensions', models.BooleanField(default=True, help_text='Blocks a.exe.pdf as an exe.', verbose_name='look at all extensions of a name')),
                ('block_closed', models.BooleanField(default=True, help_text='Encrypted ones, and kinds that nobody can look into here, such as 7z and RAR.', verbose_name='block archives that cannot be opened')),
                ('without_scanner', models.CharField(choices=[('hold', 'Hold it: it waits for a person'), ('pass', 'Let it pass, and say so in the activity')], default='hold', help_text='For mail with attachments that the scanner did not look at. Of no meaning where the installation has no scanner.', max_length=4, verbose_name='without the virus scanner')),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical attachment settings',
                'verbose_name_plural': 'historical attachment settings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='DepartmentSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='attachment_settings', to='departments.department')),
                ('scan', models.CharField(choices=[('inbound', 'Incoming mail'), ('both', 'Incoming and outgoing mail')], default='inbound', max_length=7)),
                ('block_all', models.BooleanField(default=False, help_text='Whatever the list of extensions says. What the partition allows passes.', verbose_name='block all attachments')),
                ('action', models.CharField(choices=[('quarantine', 'Quarantine: it can be restored'), ('delete', 'Delete: it cannot be restored')], default='quarantine', max_length=10, verbose_name='blocked attachments')),
                ('inner_extensions', models.BooleanField(default=True, help_text='Blocks a.exe.pdf as an exe.', verbose_name='look at all extensions of a name')),
                ('block_closed', models.BooleanField(default=True, help_text='Encrypted ones, and kinds that nobody can look into here, such as 7z and RAR.', verbose_name='block archives that cannot be opened')),
                ('without_scanner', models.CharField(choices=[('hold', 'Hold it: it waits for a person'), ('pass', 'Let it pass, and say so in the activity')], default='hold', help_text='For mail with attachments that the scanner did not look at. Of no meaning where the installation has no scanner.', max_length=4, verbose_name='without the virus scanner')),
            ],
            options={
                'verbose_name': 'attachment settings',
                'verbose_name_plural': 'attachment settings',
                'ordering': ('department__path',),
            },
        ),
    ]
