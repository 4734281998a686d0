import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('departments', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalDeliveryException',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('who', models.CharField(blank=True, default='', max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('secrets_changed', models.TextField(blank=True, default='')),
                ('name', models.CharField(max_length=100)),
                ('description', models.TextField(blank=True)),
                ('type', models.CharField(choices=[('address', 'Address'), ('subject', 'Subject')], default='subject', max_length=7)),
                ('phrase', models.CharField(help_text='Of a subject any part, of an address what stands before the @. Capitals do not matter.', max_length=200)),
                ('failure', models.CharField(choices=[('permanent', 'Permanent'), ('temporary', 'Temporary')], default='permanent', max_length=9)),
                ('history_user_id', models.BigIntegerField(null=True, verbose_name='person')),
                ('department', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': 'historical delivery exception',
                'verbose_name_plural': 'historical delivery exceptions',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='DeliveryException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='delivery_exceptions', to='departments.department')),
                ('name', models.CharField(max_length=100)),
                ('description', models.TextField(blank=True)),
                ('type', models.CharField(choices=[('address', 'Address'), ('subject', 'Subject')], default='subject', max_length=7)),
                ('phrase', models.CharField(help_text='Of a subject any part, of an address what stands before the @. Capitals do not matter.', max_length=200)),
                ('failure', models.CharField(choices=[('permanent', 'Permanent'), ('temporary', 'Temporary')], default='permanent', max_length=9)),
            ],
            options={
                'verbose_name': 'delivery exception',
                'ordering': ('type', 'name'),
                'permissions': (('manage_provided', 'Can change and delete phrases of the system'),),
                'constraints': [models.UniqueConstraint(models.F('department'), models.F('type'), django.db.models.functions.text.Lower('phrase'), name='phrase_once', violation_error_message='The department has this phrase already.'), models.UniqueConstraint(models.F('type'), django.db.models.functions.text.Lower('phrase'), condition=models.Q(('department', None)), name='provided_phrase_once', violation_error_message='The system provides this phrase already.')],
            },
        ),
        migrations.CreateModel(
            name='Provided',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(max_length=7)),
                ('phrase', models.CharField(max_length=200)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('type', 'phrase'), name='loaded_once')],
            },
        ),
    ]
