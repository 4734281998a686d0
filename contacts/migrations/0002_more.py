import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('aliases', '0002_more'),
        ('contacts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AliasDirectory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alias', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_directories', to='aliases.alias')),
                ('directory', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='asked_for', to='contacts.directory')),
                ('position', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ('alias', 'position'),
                'constraints': [models.UniqueConstraint(fields=('alias', 'directory'), name='directory_of_alias_once')],
            },
        ),
        migrations.CreateModel(
            name='LookUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='look_up', to='contacts.person')),
                ('alias', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='look_ups', to='aliases.alias')),
                ('key', models.CharField(max_length=320)),
                ('due_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
