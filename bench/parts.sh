#!/bin/sh
# Benchmarks of the parts, in milliseconds (JMH). Arguments are JMH's: bench/parts.sh Codecs -p format=JPEG
set -eu
cd "$(dirname "$0")/.."
mvn -q -B -Pbench -Dmdep.outputFile=target/bench.classpath test-compile dependency:build-classpath >&2
exec java -cp "target/bench-classes:target/classes:$(cat target/bench.classpath)" -Dorg.bytedeco.javacpp.cachedir=target/javacpp \
    org.openjdk.jmh.Main "$@"
