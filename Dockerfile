# The current Node.js LTS, pinned by version. To pin it by content too, append the digest that
# `docker buildx imagetools inspect node:24.21.0-bookworm-slim` prints: node:24.21.0-bookworm-slim@sha256:...
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
COPY plugins ./plugins
COPY schemas ./schemas
RUN npm run build

FROM ${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The embedded PostgreSQL is an optional dependency: in a container the database is another container.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY --from=build /app/dist ./dist
COPY migrations ./migrations
COPY docker/healthcheck.sh ./docker/healthcheck.sh
# The cases of `bellhook simulate`.
COPY test/fixtures ./test/fixtures
RUN chmod +x dist/src/cli/bellhook.js && ln -s /app/dist/src/cli/bellhook.js /usr/local/bin/bellhook
# Deliveries are stored here while the database is unavailable. Mount a volume here.
RUN mkdir data && chown node:node data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["bash", "/app/docker/healthcheck.sh"]
# The exec form, so that SIGTERM reaches the gateway and it can drain.
# Young objects live until their commit returns: with more room for them, fewer are copied about. With less room for old
# ones than V8 takes by itself, it sweeps them sooner.
CMD ["node", "--max-semi-space-size=32", "--max-old-space-size=1024", "dist/src/server.js"]
