"""Settings, from the environment alone (config/env.py lists every variable)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from kombu import Queue

from config import env, keys, logs, schedule

BASE_DIR = env.ROOT
VAR = Path(env.VAR.text()).resolve()
PRODUCTION = env.PRODUCTION.flag()
DEBUG = env.DEBUG.flag()
DEMO = env.DEMO.flag()
SECRET_KEY = keys.secret_key(env.SECRET_KEY.text(), VAR / "keys", production=PRODUCTION)
DATA_KEYS = keys.data_keys(env.DATA_KEYS.text(), VAR / "keys", production=PRODUCTION)
ALLOWED_HOSTS = env.ALLOWED_HOSTS.words()
CSRF_TRUSTED_ORIGINS = env.CSRF_TRUSTED_ORIGINS.words()

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "django_htmx",
    "django_filters",
    "import_export",
    "rest_framework",
    "drf_spectacular",
    "oauth2_provider",
    "config",
    "core.audit",
    "core.changes",
    "core.dictionaries",
    "core.regions",
    "core.accounts",
    "core.jobs",
    "core.evidence",
    "core.procedures",
    "core.findings",
    "core.ledgers",
    "core.web",
    "villages",
    "households",
    "projects",
    "funds",
    "assessment",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.accounts.middleware.PostMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.web.middleware.RefuseNulMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "core.web.context.frame",
            ],
            "builtins": ["core.web.templatetags.zm"],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": {
        **environ.Env.db_url_config(env.DATABASE_URL.text() or "postgres://zhaimao@127.0.0.1:1/zhaimao"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}

# Without an address nothing answers at port 1: manage.py, config.run and the tests set one before they get here.
REDIS_URL = env.REDIS_URL.text() or "redis://127.0.0.1:1/0"
if PRODUCTION and not (env.DATABASE_URL.text() and env.REDIS_URL.text()):
    raise ImproperlyConfigured("生产环境必须设置 DATABASE_URL 和 REDIS_URL。")
CACHES = {
    "default": {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.5},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "core.accounts.passwords.KindsOfCharactersValidator"},
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

CSRF_FAILURE_VIEW = "core.web.errors.csrf_failed"

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "static_root" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.assets.VendorFinder",
]
# In production collected, hashed and compressed once; elsewhere served from where they lie.
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = VAR / "files"
# Uploads are sealed as they arrive; nothing plain lies in a temporary folder.
FILE_UPLOAD_HANDLERS = ["core.jobs.uploads.SealedUploadHandler"]

LOGGING = logs.configuration(env.LOG_LEVEL.text())

# The relay of core.changes sends this task; core may not import assessment (DESIGN 2).
CHANGES_TASK = "assessment.tasks.compute_pending"
CHANGES_QUEUE = "verdicts"
# core.jobs hands long work to this task; services may not import their own doors.
JOBS_TASK = "core.jobs.tasks.run_job"
JOBS_QUEUE = schedule.BULK

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # the database knows what is done
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = schedule.BULK
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in schedule.QUEUES]
CELERY_TASK_ROUTES = schedule.ROUTES
CELERY_BEAT_SCHEDULE = schedule.SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 5,
    "socket_connect_timeout": 1,
    "visibility_timeout": 3600,
    "unacked_restore_interval": 10,
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

PGHISTORY_INSTALL_CONTEXT_FUNC_ON_MIGRATE = True

# A session ends after half an hour without a request and twelve hours after the sign-in (SECURITY 2.6).
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
SESSION_IDLE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=12)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would lose the session on a link from the office's portal
CSRF_COOKIE_HTTPONLY = True  # htmx sends the token of the page
CSRF_COOKIE_SAMESITE = "Strict"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
PROXIES = env.PROXIES.number()

# REST: clients by OAuth2 client credentials, JSON in and out, errors as problem+json (CONTRACT 5).
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER = {
    "SCOPES": {
        "read": "读取绑定区域内的资料（证件、电话、账号脱敏）",
        "write": "按客户端的写入岗位登记、修改；没有设岗位的客户端只能读取",
    },
    "DEFAULT_SCOPES": ["read", "write"],
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    # RFC 9700, Security Best Current Practice; we use client credentials alone.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["core.web.api.auth.ClientAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["core.web.api.auth.HasClient"],
    "DEFAULT_RENDERER_CLASSES": ["core.web.api.renderers.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.web.api.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "摘帽 REST 接口",
    "DESCRIPTION": "贫困户、村、判定、措施、项目、资产的接口。令牌：OAuth2 客户端凭证，POST /o/token/。",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

if PRODUCTION:  # behind a TLS proxy that sets X-Forwarded-Proto (docs/operations.md)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds())
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrf"
