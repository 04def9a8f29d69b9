# One image for every program: docker run IMAGE web | realtime | internal | worker | beat | migrate
# And one that backs up and restores: docker build --target backup; docker run IMAGE backup FOLDER
ARG PYTHON_VERSION=3.13

FROM python:${PYTHON_VERSION}-slim-bookworm AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never PIP_NO_CACHE_DIR=1
WORKDIR /build
COPY requirements/uv.txt requirements/app.txt ./
RUN python -m venv uv \
    && uv/bin/python -m pip install --require-hashes -r uv.txt \
    && uv/bin/uv venv --no-project /opt/venv \
    && uv/bin/uv pip sync --no-cache --require-hashes --python /opt/venv/bin/python app.txt
WORKDIR /app
COPY manage.py ./
COPY dominos dominos
COPY apps apps
COPY docs/openapi.yaml docs/openapi.yaml
# Collecting static files needs settings, not servers: these values are never used, and are not in the last stage.
RUN DOMINOS_ENV=production SECRET_KEY=build JWT_PRIVATE_KEYS="" RPC_KEYS="" \
    TRUSTED_PROXIES=0 EMAIL_URL=file: DATABASE_URL=postgresql://build/build REDIS_URL=redis://build DATA_DIR=/tmp/data STATIC_ROOT=/app/static \
    /opt/venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q dominos apps

FROM python:${PYTHON_VERSION}-slim-bookworm AS platform
RUN groupadd --system --gid 10001 dominos \
    && useradd --system --uid 10001 --gid dominos --no-create-home --shell /usr/sbin/nologin dominos \
    && install --directory --owner dominos --group dominos /data \
    && rm -rf /usr/local/lib/python3*/site-packages/pip /usr/local/bin/pip*
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DOMINOS_ENV=production DATA_DIR=/data STATIC_ROOT=/app/static HOST=0.0.0.0
USER 10001:10001
VOLUME /data
EXPOSE 8000 8001 8002 9000 9001 9002 9003 9004
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-m", "dominos.probe"]
ENTRYPOINT ["python", "-m", "dominos.serve"]
CMD ["web"]

# PostgreSQL's own tools, as new as the newest server we know, from its own archive: Debian's are older.
FROM platform AS backup
USER 0
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates postgresql-common \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install --yes --no-install-recommends postgresql-client-18 \
    && rm -rf /var/lib/apt/lists/*
USER 10001:10001
HEALTHCHECK NONE
ENTRYPOINT ["python", "manage.py"]
CMD ["backup", "--help"]

FROM platform
