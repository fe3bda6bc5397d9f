# The vault, on PostgreSQL or with an embedded database in /data. Its configuration is mounted as /etc/alter/alter.yaml.
FROM node:24-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npx -y pnpm@12.21.0 install --frozen-lockfile
RUN npx -y pnpm@12.21.0 run build
# The vault and its drivers, in the versions of the lockfile.
RUN npx -y pnpm@12.21.0 --filter @alter/image deploy --prod /vault

FROM node:24-bookworm-slim
COPY --from=build /vault/node_modules /vault/node_modules
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production
USER node
WORKDIR /data
EXPOSE 4401
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch('http://127.0.0.1:4401/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/vault/node_modules/@alter/vault/dist/bin.js"]
CMD ["start", "--config", "/etc/alter/alter.yaml", "--host", "0.0.0.0"]
