package dev.loupe.report;

import dev.loupe.work.Line;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lines as RFC 4180 wants them. */
final class Csv {
    static final String HEADER = "id,source,path,state,reason,error,result,sha256,result_sha256,bytes,result_bytes,"
            + "size,result_size,milliseconds,finished,notes\r\n";

    private Csv() {}

    static String row(Line line) {
        return Stream.of(line.id(), line.source(), line.path(), line.state(), line.reason(), line.error(),
                line.result(),
                        line.sha256(), line.resultSha256(), line.bytes(), line.resultBytes(), line.size(),
                        line.resultSize(),
                        line.millis(), line.finished(), line.notes())
                .map(field -> quoted(field.toString())).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String field) {
        return field.matches("(?s).*[\",\r\n].*") ? '"' + field.replace("\"", "\"\"") + '"' : field;
    }
}
