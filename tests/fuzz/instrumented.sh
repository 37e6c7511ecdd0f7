#!/bin/sh
# rustc, for the fuzz targets: what `instrumented.toml` has optimised at level 1 also tells libFuzzer which of its branches
# are taken and what is compared (https://clang.llvm.org/docs/SanitizerCoverage.html). Build scripts are not linked with
# libFuzzer, and so not told to. Cargo builds nothing again when this file changes.
case "$*" in
*build_script_*) exec "$@" ;;
*opt-level=1*)
    exec "$@" -Cpasses=sancov-module \
        -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
        -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares
    ;;
*) exec "$@" ;;
esac
