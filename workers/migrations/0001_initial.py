from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('host', models.CharField(max_length=200, verbose_name='machine')),
                ('pid', models.PositiveIntegerField(verbose_name='process')),
                ('queues', models.TextField()),
                ('concurrency', models.PositiveSmallIntegerField(verbose_name='at the same time')),
                ('started_at', models.DateTimeField(verbose_name='since')),
                ('seen_at', models.DateTimeField(verbose_name='last heartbeat')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('clock_offset', models.FloatField(default=0, verbose_name='clock')),
                ('processed', models.PositiveBigIntegerField(default=0, verbose_name='tasks')),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('name', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
            ],
        ),
    ]
