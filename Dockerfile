FROM node:24.21.0-bookworm-slim AS builder
WORKDIR /build
COPY package.json package-lock.json ./
# No package needs its install script here.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts/build.ts scripts/
COPY src src
RUN npm run build

FROM node:24.21.0-bookworm-slim
# Jenkins stops what runs in a container by its ps and kill.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates git openssh-client procps \
    && rm -rf /var/lib/apt/lists/*
# package.json says that the bundle is a module, which Node would otherwise find out by parsing it twice.
COPY LICENSE README.md package.json pipe.yml /
COPY --from=builder /build/dist/ /
# Compiled once here instead of in every step. Without any settings the pipe ends with exit code 2.
ENV NODE_COMPILE_CACHE=/var/cache/pipe
RUN node /pipe.js > /dev/null || test $? -eq 2
# Runs as root: Pipelines mounts the clone and the directories for outputs with owners that no user of an image can
# count on, and they may be root's.
ENTRYPOINT ["node", "/pipe.js"]
