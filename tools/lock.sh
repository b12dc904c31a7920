#!/usr/bin/env bash
# Pin the newest versions that pyproject.toml allows, with hashes and without naming an index.
set -euo pipefail
uv=$(command -v uv || true)
if [ -z "$uv" ]; then
  .venv/bin/python -m pip install --quiet uv
  uv=.venv/bin/uv
fi

pin() {
  local file=$1
  shift
  "$uv" pip compile "$@" --upgrade --universal --python-version 3.11 --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --no-emit-find-links --quiet --output-file "$file"
}

pin requirements/runtime.txt pyproject.toml --extra embedded
pin requirements/application.txt pyproject.toml --constraint requirements/runtime.txt
pin requirements/develop.txt pyproject.toml --extra embedded --extra develop \
  --constraint requirements/runtime.txt
pin requirements/build.txt requirements/build.in --constraint requirements/develop.txt
