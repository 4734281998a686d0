"""All settings, from the environment alone (or, for secrets, from files named by ``…_FILE``).

Wrong combinations are reported by the system checks in mailcenter/checks.py.
"""

import sys
from pathlib import Path
from typing import Any

import environ

from mailcenter.console import UNFOLD  # noqa: F401  # read by the skin
from mailcenter.logs import logging_configuration

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.FileAwareEnv()

# Installation
DEBUG = env.bool("MAILCENTER_DEBUG", default=False)
DEMO = env.bool("MAILCENTER_DEMO", default=False)
VAR = Path(env.str("MAILCENTER_VAR", default=str(BASE_DIR / "var")))
SECRET_KEY = env.str("MAILCENTER_SECRET_KEY", default="")
# Former ones: what they signed (sessions, interaction IDs) stays good as long as they stand here.
SECRET_KEY_FALLBACKS: list[str] = env.list("MAILCENTER_OLD_SECRET_KEYS", default=[])
CRYPT_KEYS: list[str] = [
    key for key in env.str("MAILCENTER_CRYPT_KEYS", default="").replace(",", "\n").split() if key
]
ALLOWED_HOSTS: list[str] = env.list("MAILCENTER_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("MAILCENTER_ORIGINS", default=[])
HTTPS = env.bool("MAILCENTER_HTTPS", default=False)
# The address by which people open the console, such as https://mail.example.org: OAuth providers
# send the browser back to it. Where it is empty, to the address that the browser has used.
PUBLIC_URL = env.str("MAILCENTER_URL", default="").rstrip("/")
# How many proxies stand before the console: their X-Forwarded-For is believed, no further one's.
PROXIES = env.int("MAILCENTER_PROXIES", default=0)
# Whether the wizard may ask the domain of a new alias for the settings of its mail servers.
LOOK_UPS = env.bool("MAILCENTER_LOOK_UPS", default=True)
# What tells this environment from a copy of it; where it is empty, the address of the database.
INSTALLATION = env.str("MAILCENTER_INSTALLATION", default="")

# The virus scanner: the path of clamd's socket, or host:port; and how long it may take for a file.
CLAMD = env.str("MAILCENTER_CLAMD", default="")
CLAMD_SECONDS = env.float("MAILCENTER_CLAMD_SECONDS", default=30.0)

# Who may read /metrics: bearers of this token; without one, this machine only.
METRICS_TOKEN = env.str("MAILCENTER_METRICS_TOKEN", default="")

# Whether the console keeps the watchdog awake; not needed where `manage.py watchdog` runs.
WATCH = env.bool("MAILCENTER_WATCH", default=True)

# Retrieving and dispatching; all in seconds.
TICK_SECONDS = env.float("MAILCENTER_TICK_SECONDS", default=2.0)
LEASE_SECONDS = env.float("MAILCENTER_LEASE_SECONDS", default=45.0)
# Stretches (or, for trials, shortens) every wait between the attempts of a job that fails.
PACE = env.float("MAILCENTER_PACE", default=1.0)
MINIMUM_INTERVAL_SECONDS = env.int("MAILCENTER_MINIMUM_INTERVAL_SECONDS", default=10)

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.simple_history",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "departments",
    "exceptions",
    "accounts",
    "attachments",
    "contacts",
    "aliases",
    "activities",
    "workers",
    "mailcenter",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mailcenter.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "mailcenter.urls"
WSGI_APPLICATION = "mailcenter.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "departments.guard.banner",
            ]
        },
    }
]

# Database: SQLite unless DATABASE_URL says otherwise.
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'mailcenter.sqlite3'}")
}
# What DATABASE_URL itself asks for, as sslmode, wins over all that is set here.
_ASKED_FOR = DATABASES["default"].get("OPTIONS", {})
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Without these, writers of several processes get "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        **_ASKED_FOR,
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Bytes go as they are, not as text in the statement, which the server would have to read. What
    # is asked again and again is read by the server once, and planned for its values each time: a
    # plan for any values could not use the indexes of what waits.
    # Compiling a statement of a list (PostgreSQL's JIT) takes seconds, to save milliseconds.
    DATABASES["default"]["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 5,
        "options": "-c jit=off -c plan_cache_mode=force_custom_plan",
        **_ASKED_FOR,
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "departments.User"
AUTHENTICATION_BACKENDS = ["departments.permits.Permits"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Broker: tasks carry ids only, and the database is the queue, so nothing here must survive a loss.
REDIS_URL = env.str("REDIS_URL", default=f"redis+socket://{VAR / 'valkey.sock'}?virtual_host=0")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 30,
    "socket_connect_timeout": 5,
}
CELERY_TASK_IGNORE_RESULT = True
# Celery would close the database's connection after each task; a new one costs the database more
# than a poll. A worker keeps its own, as long as CONN_MAX_AGE says (mailcenter/celery.py).
CELERY_DB_REUSE_MAX = sys.maxsize
# A task that is lost is claimed again. Late, the worker ends where its broker was away meanwhile.
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 2000
CELERY_TASK_DEFAULT_QUEUE = "tick"
CELERY_TASK_ROUTES = {
    "workers.tasks.retrieve": {"queue": "retrieve"},
    "workers.tasks.dispatch": {"queue": "dispatch"},
    "workers.tasks.send_round_trip": {"queue": "dispatch"},
    "workers.tasks.complete_people": {"queue": "dispatch"},
}
# So many mailboxes are watched by IDLE at most, by one process.
WATCHED = env.int("MAILCENTER_WATCHED", default=2000)
CELERY_BEAT_SCHEDULER = "workers.clock.Clock"
CELERY_BEAT_SCHEDULE = {
    "retrieve-due": {
        "task": "workers.tasks.retrieve_due",
        "schedule": TICK_SECONDS,
        "options": {"expires": max(TICK_SECONDS, 5.0)},
    },
    "dispatch-due": {
        "task": "workers.tasks.dispatch_due",
        "schedule": TICK_SECONDS,
        "options": {"expires": max(TICK_SECONDS, 5.0)},
    },
    "round-trips": {
        "task": "workers.tasks.round_trips",
        "schedule": max(TICK_SECONDS, 2.0),
        "options": {"expires": 5.0},
    },
    "index-words": {
        "task": "workers.tasks.index_words",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "hooks-due": {
        "task": "workers.tasks.hooks_due",
        "schedule": max(TICK_SECONDS, 2.0),
        "options": {"expires": 5.0},
    },
    "notices": {"task": "workers.tasks.notices", "schedule": 15.0, "options": {"expires": 15.0}},
    "complete-people": {
        "task": "workers.tasks.complete_people",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "reap": {"task": "workers.tasks.reap", "schedule": 15.0, "options": {"expires": 15.0}},
    "purge": {"task": "workers.tasks.purge", "schedule": 3600.0, "options": {"expires": 3600.0}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

# The console
LANGUAGE_CODE = "en"
TIME_ZONE = env.str("MAILCENTER_TIME_ZONE", default="UTC")
USE_TZ = True
USE_I18N = True
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("MAILCENTER_STATIC", default=str(VAR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# Security
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = logging_configuration(
    level=env.str("MAILCENTER_LOG_LEVEL", default="INFO"),
    readable=env.bool("MAILCENTER_LOG_READABLE", default=DEBUG),
)
