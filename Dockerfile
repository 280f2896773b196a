# The service on Node 24, which runs TypeScript by itself. See docs/running.md.

# A digest can be given in its place: docker build --build-arg NODE_IMAGE=node@sha256:…
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
# A peer dependency brings the TypeScript compiler, and onnxruntime-node a quarter of a gigabyte for other
# systems; neither is loaded.
RUN rm -rf node_modules/typescript node_modules/@typescript && cd node_modules/onnxruntime-node/bin/napi-v* && rm -rf darwin win32 \
  && find linux -mindepth 1 -maxdepth 1 ! -name "$(node --print process.arch)" -exec rm -r {} +

# The table of the space, so that no start has to build it.
FROM dependencies AS space
COPY space space
COPY db db
RUN node --input-type=module --eval "await (await import('/app/db/space-file.ts')).openSpace('/app/data')"

# The scripts of the pages, built with what only a development install has.
FROM ${NODE_IMAGE} AS scripts
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
RUN npm ci --no-audit --no-fund
COPY web web
COPY search search
COPY fitness fitness
COPY space space
COPY api/operations/downloads.ts api/operations/
RUN node web/build-command.ts

FROM ${NODE_IMAGE}
# What is freed of blocks of this size goes back to the system at once; see docs/running.md.
ENV MALLOC_MMAP_THRESHOLD_=262144
# The one folder that the service may write to.
ENV NODE_ENV=production DATA_FOLDER=/app/data EO_NAS_BENCH_SOURCES=/app/data/sources
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY . .
COPY --from=scripts /app/web/dist web/dist
COPY --from=space --chown=node:node /app/data data
USER node
EXPOSE 8101
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 8101}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "start.ts"]
