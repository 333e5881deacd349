FROM node:24-slim AS web
WORKDIR /dasi
COPY package.json package-lock.json ./
# Not "npm ci", which refuses a lock file that leaves out optional packages of other platforms.
RUN npm install --no-save --ignore-scripts --no-audit --no-fund
COPY . .
RUN cd designer && npx vite build

FROM node:24-slim
WORKDIR /dasi
COPY package.json package-lock.json ./
RUN npm install --no-save --ignore-scripts --no-audit --no-fund --omit=dev && mkdir -p /var/lib/dasi/letters && chown -R node:node /var/lib/dasi
COPY . .
COPY --from=web /dasi/designer/dist designer/dist
ENV DASI_HOME=/var/lib/dasi
USER node
ENTRYPOINT ["node", "bin/dasi.ts"]
CMD ["api"]
