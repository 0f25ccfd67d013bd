FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts/generate.ts scripts/
COPY prisma prisma
RUN npm ci --no-audit --no-fund
COPY . .
RUN node scripts/image.ts

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build --chown=root:root /app/.next/image ./
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "scripts/serve.ts", "--built"]
