FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS builder
WORKDIR /build
COPY package.json package-lock.json ./
# No package needs its install script here.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts/build.ts scripts/
COPY src src
RUN npm run build

# Debian's git brings perl and a hundred programs, of which fetching, merging and pushing take two. Node comes with npm,
# headers and a table of symbols.
FROM debian:bookworm-20260918-slim@sha256:3783cc01769c7b2b1b83a5c5ad96c815348e28ed7da68e2e3687004faa906251 AS programs
RUN apt-get update && apt-get install --yes --no-install-recommends binutils git
WORKDIR /programs/usr/lib/git-core
RUN cp /usr/lib/git-core/git-remote-http . \
    && ln -s git-remote-http git-remote-https \
    && mkdir /programs/usr/bin && cp /usr/bin/git /programs/usr/bin/ \
    && ln -s git /programs/usr/bin/git-upload-pack
COPY --from=builder /usr/local/bin/node /programs/usr/local/bin/
RUN strip /programs/usr/local/bin/node

FROM debian:bookworm-20260918-slim@sha256:3783cc01769c7b2b1b83a5c5ad96c815348e28ed7da68e2e3687004faa906251
# What git and Node link to, ssh, and Jenkins' way to stop what runs in a container: its ps and kill.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        ca-certificates libcurl3-gnutls libpcre2-8-0 libstdc++6 openssh-client procps zlib1g \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/*
COPY --from=programs /programs/ /
RUN ! ldd /usr/bin/git /usr/lib/git-core/git-remote-http /usr/local/bin/node | grep 'not found'
# package.json says that the bundle is a module, which Node would otherwise find out by parsing it twice.
COPY LICENSE README.md package.json pipe.yml /
COPY --from=builder /build/dist/ /
# Compiled once here instead of in every step. Without any settings the pipe ends with exit code 2.
ENV NODE_COMPILE_CACHE=/var/cache/pipe
RUN node /pipe.js > /dev/null || test $? -eq 2
# Runs as root: Pipelines mounts the clone and the directories for outputs with owners that no user of an image can
# count on, and they may be root's.
ENTRYPOINT ["node", "/pipe.js"]
LABEL org.opencontainers.image.title="upsun-environments" \
      org.opencontainers.image.description="Keeps Upsun environments in line with a Bitbucket repository" \
      org.opencontainers.image.licenses="MIT"
