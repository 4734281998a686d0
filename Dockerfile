# One image for console, scheduler and workers.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=mailcenter.settings MAILCENTER_VAR=/var/lib/mailcenter MAILCENTER_STATIC=/srv/static
WORKDIR /srv/mailcenter
RUN useradd --system --home-dir /var/lib/mailcenter --create-home mailcenter
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY . .
RUN MAILCENTER_SECRET_KEY=only-for-collecting-the-static-files-of-this-image MAILCENTER_CRYPT_KEYS=none \
    python manage.py collectstatic --no-input --skip-checks
USER mailcenter
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "mailcenter.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--timeout", "120"]
