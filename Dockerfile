# syntax=docker/dockerfile:1

FROM python:3.13-slim-trixie AS build
WORKDIR /src
RUN python -m venv /opt/coachbook
ENV PATH=/opt/coachbook/bin:$PATH
# The libraries before the source: they change seldom, and this layer is then taken as it was.
COPY requirements.lock ./
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --disable-pip-version-check --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY bot bot
COPY handlers handlers
COPY storage storage
COPY domain domain
COPY locales locales
RUN pip install --disable-pip-version-check --no-cache-dir --no-deps --no-build-isolation . \
    # Where they were installed, because a catalogue older than its source is not used.
    && pybabel compile --domain messages \
        --directory "$(python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/locales" \
    # What is loaded at the start is kept without docstrings: who runs it may not write here.
    && python -c 'import bot.app'

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Coachbook" \
      org.opencontainers.image.description="A Telegram booking assistant" \
      org.opencontainers.image.licenses="MIT"
# With a name and a folder of its own: the embedded PostgreSQL asks for both.
RUN groupadd --system --gid 10001 coachbook \
    && useradd --system --uid 10001 --gid coachbook --home-dir /data --no-create-home coachbook \
    && install --directory --owner coachbook --group coachbook --mode 0700 /data
COPY --from=build /opt/coachbook /opt/coachbook
ENV PATH=/opt/coachbook/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    COACHBOOK_DATA_DIR=/data \
    COACHBOOK_HTTP_HOST=0.0.0.0 \
    COACHBOOK_HTTP_PORT=8787
USER coachbook
WORKDIR /data
VOLUME /data
EXPOSE 8787
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['COACHBOOK_HTTP_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["coachbook"]
CMD ["run"]
