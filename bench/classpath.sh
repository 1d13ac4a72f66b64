# Compiles the benchmarks and leaves their class path in $classpath; to be read with "." in the installation's folder.
mvn -q -B -Pbench -Dmdep.outputFile=target/bench.classpath test-compile dependency:build-classpath >&2
classpath=target/bench-classes:target/classes:$(cat target/bench.classpath)
