#!/usr/bin/env bash
# PostgreSQL's programs, where they are missing. The cluster that the tests use is their own.
set -euo pipefail
for initdb in /usr/lib/postgresql/*/bin/initdb; do
  if [ -x "$initdb" ]; then exit 0; fi
done
export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# Debian's package would make and start a cluster of its own, which nobody needs here.
mkdir -p /etc/postgresql-common/createcluster.d
echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/linqsclinic.conf
apt-get install -q -y --no-install-recommends postgresql
