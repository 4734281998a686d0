import django.db.models.deletion
import django.utils.timezone
import exceptions.suppressing
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0002_more'),
        ('aliases', '0002_more'),
        ('departments', '0001_initial'),
        ('exceptions', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalOptOut',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('address', models.EmailField(max_length=320, verbose_name='email address')),
                ('way', models.CharField(choices=[('page', 'By the page behind the link'), ('one-click', 'By the button of a mail program'), ('person', 'Entered by a person')], default='person', editable=False, max_length=10, verbose_name='how')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('alias', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='aliases.alias')),
                ('activity', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='activities.activity')),
                ('ended_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical opt-out',
                'verbose_name_plural': 'historical opt-outs',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='OptOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opt_outs', to='departments.department')),
                ('address', models.EmailField(max_length=320, verbose_name='email address')),
                ('way', models.CharField(choices=[('page', 'By the page behind the link'), ('one-click', 'By the button of a mail program'), ('person', 'Entered by a person')], default='person', editable=False, max_length=10, verbose_name='how')),
                ('alias', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opt_outs', to='aliases.alias')),
                ('activity', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='opt_outs', to='activities.activity')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('ended_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'opt-out',
                'ordering': ('-since', '-pk'),
                'permissions': (('end_opt_out', 'Can end opt-outs'),),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('department', 'address'), name='opted_out_once', violation_error_message='This address has opted out already.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalSuppression',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('address', models.EmailField(max_length=320, verbose_name='email address')),
                ('reason', models.TextField()),
                ('since', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(default=exceptions.suppressing.in_sixty_days, verbose_name='until')),
                ('cleared_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('sample', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='activities.activity')),
                ('cleared_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical suppressed address',
                'verbose_name_plural': 'historical suppressed addresses',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suppressions', to='departments.department')),
                ('address', models.EmailField(max_length=320, verbose_name='email address')),
                ('reason', models.TextField()),
                ('sample', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='suppressions', to='activities.activity')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('expires_at', models.DateTimeField(default=exceptions.suppressing.in_sixty_days, verbose_name='until')),
                ('cleared_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('cleared_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'suppressed address',
                'verbose_name_plural': 'suppressed addresses',
                'ordering': ('-since', '-pk'),
                'permissions': (('clear_suppression', 'Can clear suppressed addresses'),),
                'constraints': [models.UniqueConstraint(condition=models.Q(('cleared_at', None)), fields=('department', 'address'), name='suppressed_once', violation_error_message='This address is listed already.')],
            },
        ),
    ]
