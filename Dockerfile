# Untested: no container engine ran where this was written.
#
#   docker build -t zonewise .                                     with a model on a server: --build-arg EXTRAS='[llm]'
#   docker run --rm -p 127.0.0.1:7860:7860 zonewise                                   the sample pages
#   docker run --rm -v "$PWD/my-pages:/pages:ro" -v zonewise-index:/data zonewise \
#     python -m index /pages --to /data/index                                         your own pages
#   docker run --rm -p 127.0.0.1:7860:7860 -v zonewise-index:/data zonewise \
#     python -m app --host 0.0.0.0 --index /data/index
#
# With a password, for others too (docs/hosting.md): write /data/accounts.txt once, then add --auth /data/accounts.txt
#   docker run --rm -it -v zonewise-index:/data zonewise python -m app --add-user ann --auth /data/accounts.txt
# Without one, publish the port on 127.0.0.1, as above, or put a proxy with authentication before it.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1

RUN useradd --create-home --uid 1000 zonewise \
    && mkdir -p /app/.zonewise /data \
    && chown zonewise /app/.zonewise /data
WORKDIR /app

# The packages are a layer of their own, so that a change of the code does not install them again.
COPY pyproject.toml constraints.txt README.md LICENSE ./
ARG EXTRAS=""
RUN pip install -c constraints.txt -e ".${EXTRAS}"

COPY index ./index
COPY prompts ./prompts
COPY rag ./rag
COPY app ./app
COPY eval ./eval
COPY sample ./sample

USER zonewise
VOLUME /data
EXPOSE 7860

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]

CMD ["python", "-m", "app", "--host", "0.0.0.0"]
