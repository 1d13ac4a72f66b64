package dev.loupe.camel.source;

import dev.loupe.failure.Failed;
import dev.loupe.work.WorkHistory;
import dev.loupe.work.WorkItem;
import dev.loupe.work.WorkItem.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The folder for what is fetched, and for results until they are delivered. */
final class SourceSpool {
    private static final Pattern RESULT = Pattern.compile("(\\d+)\\.result");

    private SourceSpool() {}

    /** Makes the folder where it is missing; of what an earlier process left, results that wait for delivery stay. */
    static Path open(Path folder, WorkHistory history) {
        try (Stream<Path> found = Files.list(Files.createDirectories(folder))) {
            List<Path> files = found.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                if (!waits(file, history)) {
                    Files.delete(file);
                }
            }
            return folder;
        } catch (IOException refused) {
            throw new Failed("The folder " + folder + " cannot be used (" + refused + ").", refused);
        }
    }

    private static boolean waits(Path file, WorkHistory history) {
        Matcher result = RESULT.matcher(file.getFileName().toString());
        return result.matches() && history.find(Long.parseLong(result.group(1))).map(WorkItem::stage)
                .filter(stage -> stage == Stage.ENLARGED).isPresent();
    }
}
