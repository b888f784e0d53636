# The one image of web, worker and beat. Two stages: what compiles or downloads stays behind.
FROM python:3.11-slim-bookworm AS packages
COPY requirements/app.txt /tmp/app.txt
RUN python -m venv /opt/attune \
 && /opt/attune/bin/pip install --no-cache-dir --disable-pip-version-check \
      --require-hashes --requirement /tmp/app.txt

FROM python:3.11-slim-bookworm
# What is larger than a megabyte (a photo being drawn anew) is given back to the system at once.
ENV MALLOC_MMAP_THRESHOLD_=1048576
ENV PATH=/opt/attune/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    STATE_DIR=/var/lib/attune
RUN useradd --system --uid 10001 --home-dir /var/lib/attune --create-home attune
COPY --from=packages /opt/attune /opt/attune
WORKDIR /srv/attune
COPY manage.py ./
COPY config ./config
COPY sessions ./sessions
COPY scheduling ./scheduling
COPY goals ./goals
COPY intake ./intake
COPY resources ./resources
COPY people ./people
COPY notices ./notices
COPY privacy ./privacy
COPY templates ./templates
COPY static ./static
COPY deploy/healthcheck.py ./deploy/healthcheck.py
# Static files belong to the image, not to the state: each version serves its own. The embedded
# settings need no secret for this; what they make for themselves is thrown away.
ENV STATIC_ROOT=/srv/attune/collected
RUN STATE_DIR=/tmp/build DJANGO_SETTINGS_MODULE=config.settings.dev \
      python manage.py collectstatic --no-input --verbosity 0 \
 && rm -rf /tmp/build
USER attune
VOLUME /var/lib/attune
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["python", "deploy/healthcheck.py", "web"]
CMD ["daphne", "-v", "0", "--websocket-max-message-size", "66000", "--websocket-max-frame-size", "66000", "-b", "0.0.0.0", "-p", "8000", "config.asgi:application"]
