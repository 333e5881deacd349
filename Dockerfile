FROM node:24-slim AS web
WORKDIR /dasi
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN cd designer && npx vite build

FROM node:24-slim
WORKDIR /dasi
COPY package.json package-lock.json ./
RUN npm ci --omit=dev && mkdir -p /var/lib/dasi/letters && chown -R node:node /var/lib/dasi
COPY . .
COPY --from=web /dasi/designer/dist designer/dist
ENV DASI_HOME=/var/lib/dasi
USER node
ENTRYPOINT ["node", "bin/dasi.ts"]
CMD ["api"]
