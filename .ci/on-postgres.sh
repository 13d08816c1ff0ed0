#!/usr/bin/env bash
# What has to hold on PostgreSQL. scripts/with-postgres.mjs starts one and sets TEST_DATABASE_URL.
set -euo pipefail
DATABASE_URL=$TEST_DATABASE_URL npm run --silent linqs -- migrate
DATABASE_URL=$TEST_DATABASE_URL npm run --silent db:types -- --check
npm test -- --project data --project desk --reporter=default --reporter=./.ci/report.mjs
