import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0002_more'),
        ('aliases', '0002_more'),
        ('attachments', '0001_initial'),
        ('departments', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='BlockedAttachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('department', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blocked_attachments', to='departments.department')),
                ('alias', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='blocked_attachments', to='aliases.alias')),
                ('activity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='blocked_attachments', to='activities.activity')),
                ('direction', models.CharField(choices=[('inbound', 'Incoming'), ('outbound', 'Outgoing')], default='inbound', max_length=8)),
                ('path', models.CharField(help_text='Where in the message: 1.2 and so on.', max_length=200, verbose_name='part')),
                ('name', models.CharField(blank=True, max_length=500, verbose_name='file name')),
                ('size', models.PositiveBigIntegerField()),
                ('content_type', models.CharField(blank=True, max_length=200, verbose_name='declared type')),
                ('kind', models.CharField(blank=True, max_length=200, verbose_name='detected type')),
                ('rule_kind', models.CharField(max_length=10)),
                ('rule', models.CharField(max_length=400)),
                ('why', models.TextField(verbose_name='reason')),
                ('digest', models.CharField(blank=True, help_text='Of the decoded bytes; empty for messages.', max_length=64, verbose_name='SHA-256')),
                ('state', models.CharField(choices=[('quarantined', 'Quarantined'), ('restored', 'Restored'), ('deleted', 'Deleted')], default='quarantined', max_length=11)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='blocked')),
            ],
            options={
                'ordering': ('-at', '-pk'),
                'permissions': (('restore_blocked', 'Can restore blocked attachments'), ('restore_infected', 'Can restore attachments in which a virus was found'), ('delete_blocked', 'Can delete blocked attachments'), ('download_blocked', 'Can download blocked attachments')),
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['state', '-at'], name='blocked_by_state'), models.Index(fields=['department', '-at'], name='blocked_of_department')],
                'constraints': [models.UniqueConstraint(fields=('activity', 'path'), name='blocked_once')],
            },
        ),
        migrations.CreateModel(
            name='HeldContent',
            fields=[
                ('attachment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='held', serialize=False, to='attachments.blockedattachment')),
                ('content', models.BinaryField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Deed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attachment', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='deeds', to='attachments.blockedattachment')),
                ('department', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='departments.department')),
                ('user', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('who', models.CharField(blank=True, max_length=150)),
                ('ip', models.GenericIPAddressField(null=True, verbose_name='from')),
                ('verb', models.CharField(choices=[('restored', 'Restored'), ('deleted', 'Deleted'), ('downloaded', 'Downloaded')], max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('about', models.CharField(max_length=600)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ('-at', '-pk'),
                'default_permissions': (),
            },
        ),
    ]
