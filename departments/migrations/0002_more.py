import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('aliases', '0002_more'),
        ('departments', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalTeam',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('name', models.CharField(max_length=100)),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('default_alias', models.ForeignKey(blank=True, db_constraint=False, help_text='One of the outgoing aliases; where there is only one, it is the default.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='aliases.alias', verbose_name='default outgoing alias')),
                ('incoming_alias', models.ForeignKey(blank=True, db_constraint=False, help_text='The team receives its mail.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='aliases.alias')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical team',
                'verbose_name_plural': 'historical teams',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='departments.department')),
                ('name', models.CharField(max_length=100)),
                ('default_alias', models.ForeignKey(blank=True, help_text='One of the outgoing aliases; where there is only one, it is the default.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='default_of_teams', to='aliases.alias', verbose_name='default outgoing alias')),
                ('incoming_alias', models.ForeignKey(blank=True, help_text='The team receives its mail.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receiving_teams', to='aliases.alias')),
                ('members', models.ManyToManyField(blank=True, related_name='teams', to=settings.AUTH_USER_MODEL)),
                ('outgoing_aliases', models.ManyToManyField(blank=True, help_text='The team writes by these.', related_name='sending_teams', to='aliases.alias')),
            ],
            options={
                'ordering': ('name',),
                'constraints': [models.UniqueConstraint(fields=('department', 'name'), name='team_name_once')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalTeam_outgoing_aliases',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('team', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.team')),
                ('alias', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='aliases.alias')),
                ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='departments.historicalteam')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'HistoricalTeam_outgoing_aliases',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTeam_members',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('team', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.team')),
                ('user', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='departments.historicalteam')),
                ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                'verbose_name': 'HistoricalTeam_members',
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
