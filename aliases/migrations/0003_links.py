from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('aliases', '0002_more'),
        ('contacts', '0001_initial'),
        ('contacts', '0002_more'),
    ]

    operations = [
        migrations.AddField(
            model_name='alias',
            name='directories',
            field=models.ManyToManyField(blank=True, related_name='aliases', through='contacts.AliasDirectory', to='contacts.directory'),
        ),
    ]
