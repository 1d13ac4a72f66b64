package dev.loupe.camel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loupe.codec.Bytes;
import dev.loupe.plan.Limits;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
    private final RequestReader reader = new RequestReader(null, Limits.DEFAULT, new Stop(Duration.ZERO));

    private Bytes bytesOf(Object body) throws Exception {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(body);
        return reader.read(exchange).bytes();
    }

    @Test
    void a_file_is_left_where_it_is_whatever_names_it() throws Exception {
        Path picture = Path.of("a.png");
        GenericFile<File> wrapped = new GenericFile<>();
        wrapped.setFile(picture.toFile());
        Bytes file = new Bytes.InFile(picture);
        assertThat(bytesOf(picture.toFile())).as("as a source hands it on").isEqualTo(file);
        assertThat(bytesOf(picture)).isEqualTo(file);
        assertThat(bytesOf(wrapped)).as("as Camel's file endpoint hands it on").isEqualTo(file);
        assertThat(bytesOf(file)).isSameAs(file);
    }

    @Test
    void anything_else_is_read() throws Exception {
        assertThat(bytesOf(new byte[] {1, 2, 3}).read()).containsExactly(1, 2, 3);
        assertThat(bytesOf("abc").read()).containsExactly('a', 'b', 'c');
    }
}
