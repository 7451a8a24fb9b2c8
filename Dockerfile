# Stage 1 has Node and pip; stage 2, which runs, has neither, and belongs to nobody's root.
FROM python:3.11-slim AS build
WORKDIR /app
COPY requirements/base.txt requirements/assets.txt requirements/
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/base.txt \
 && python -m venv /node \
 && /node/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/assets.txt
COPY package.json package-lock.json .npmrc ./
RUN PATH=/node/bin:$PATH npm ci
COPY . .
# The keys of this step sign and encrypt nothing.
RUN /venv/bin/python -m config.keys > /tmp/keys.json \
 && PRODUCTION=1 SECRET_KEY=only-to-collect-static-files DATA_KEYS=/tmp/keys.json VAR=/tmp/var \
    DATABASE_URL=postgres://none@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    /venv/bin/python manage.py collectstatic --noinput \
 && rm -rf node_modules tests benchmarks requirements /tmp/keys.json

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin zhaimao \
 && install -d -o zhaimao -g zhaimao -m 0700 /var/lib/zhaimao
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER zhaimao
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PRODUCTION=1 VAR=/var/lib/zhaimao DEMO=0
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "-c", "python:config.gunicorn", "-b", "0.0.0.0:8000", "config.wsgi"]
