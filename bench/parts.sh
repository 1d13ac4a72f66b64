#!/bin/sh
# Benchmarks of the parts, in milliseconds (JMH). Arguments are JMH's: bench/parts.sh Codecs -p format=JPEG
set -eu
cd "$(dirname "$0")/.."
. bench/classpath.sh
exec java -cp "$classpath" -Dorg.bytedeco.javacpp.cachedir=target/javacpp org.openjdk.jmh.Main "$@"
