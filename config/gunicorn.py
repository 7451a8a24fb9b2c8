"""Settings of the web server, in the demo and in production."""

from pathlib import Path

from config import env, logs

workers = env.WEB_WORKERS.number()
threads = env.WEB_THREADS.number()
worker_class = "gthread"
timeout = 60
graceful_timeout = 6
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
# Heartbeats on a slow disk look like dead workers.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
control_socket_disable = True
accesslog = None  # addresses may carry what was searched for; the proxy counts requests
logconfig_dict = logs.configuration(env.LOG_LEVEL.text())
