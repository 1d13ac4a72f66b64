package dev.loupe.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loupe.TestPictures;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is asked of jobs over HTTP, and answered. */
class JobsTest extends WithJobs {
    @Test
    void takesAJobInAndDoesIt() throws Exception {
        HttpResponse<byte[]> accepted = client.send("POST", "/jobs?scale=2", PNG, "Content-Type", "image/png");
        JsonNode job = Client.json(accepted).path("jobs").get(0);

        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.headers().firstValue("Location")).contains("/jobs/" + job.path("id").asText());
        JsonNode done = ended(job);
        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.path("progress").asDouble()).isEqualTo(1);
        assertThat(done.path("engine").asText()).isEqualTo("held");
        assertThat(done.path("scale").asInt()).isEqualTo(2);
        assertThat(done.path("result").path("width").asInt()).isEqualTo(40);
        assertThat(done.path("milliseconds").has("queue")).isTrue();
        HttpResponse<byte[]> result = client.get(done.path("links").path("result").asText());
        assertThat(result.headers().firstValue("Content-Type")).contains("image/png");
        assertThat(Pictures.read(result.body()).getRGB(39, 19)).isEqualTo(Pictures.read(PNG).getRGB(19, 9));
        assertThat(client.get(done.path("links").path("input").asText()).body()).isEqualTo(PNG);
    }

    @Test
    void takesSeveralPicturesOfOneForm() throws Exception {
        HttpResponse<byte[]> accepted =
                client.send("POST", "/jobs", Client.form("image", PNG, "image", Pictures.jpeg(8, 8),
                "scale", 2, "format", "jpeg", "priority", "bulk"), "Content-Type", Client.FORM);

        JsonNode jobs = Client.json(accepted).path("jobs");
        assertThat(jobs).hasSize(2);
        assertThat(jobs.get(0).path("priority").asText()).isEqualTo("bulk");
        assertThat(ended(jobs.get(1)).path("result").path("format").asText()).isEqualTo("jpeg");
        assertThat(ended(jobs.get(0)).path("result").path("format").asText()).isEqualTo("jpeg");
    }

    @Test
    void whatIsNotInTheResultIsSaid() throws Exception {
        byte[] pages = TestPictures.pages(3);
        JsonNode jobs = Client.json(client.send("POST", "/jobs?scale=2", pages, "Content-Type", "image/tiff"))
                .path("jobs");
        HttpResponse<byte[]> enhanced = client.send("POST", "/enhance?scale=2", pages, "Content-Type", "image/tiff");

        String note = "only page 1 of 3 is in the result";
        assertThat(enhanced.headers().firstValue("Loupe-Notes")).contains(note);
        assertThat(ended(jobs.get(0)).path("notes")).extracting(JsonNode::asText).containsExactly(note);
    }

    @Test
    void aResultCanBeHadInAnotherFormat() throws Exception {
        JsonNode job = ended(post("scale=2"));

        HttpResponse<byte[]> jpeg = client.get(link(job, "/result?format=jpeg"));

        assertThat(jpeg.headers().firstValue("Content-Type")).contains("image/jpeg");
        assertThat(Pictures.read(jpeg.body()).getWidth()).isEqualTo(40);
        assertThat(client.get(link(job, "/result?format=jpeg")).body()).isEqualTo(jpeg.body());
        assertThat(client.get(link(job, "/result?format=gif")).statusCode()).isEqualTo(400);
    }

    /** It has 3.2 million pixels; a picture that comes in may have 1 million. */
    @Test
    void aResultLargerThanAnInputMayBeCanBeHadInAnotherFormat() throws Exception {
        HttpResponse<byte[]> accepted =
                client.send("POST", "/jobs?scale=2", Pictures.jpeg(1000, 800), "Content-Type", "image/jpeg");
        JsonNode job = ended(Client.json(accepted).path("jobs").get(0));

        HttpResponse<byte[]> png = client.get(link(job, "/result?format=png"));

        assertThat(png.statusCode()).as(new String(png.body(), StandardCharsets.UTF_8)).isEqualTo(200);
        assertThat(Pictures.read(png.body()).getWidth()).isEqualTo(2000);
        assertThat(client.send("DELETE", link(job, ""), null).statusCode()).isEqualTo(204);
    }

    @Test
    void aPictureThatCannotBeDoneSaysWhyWithNumbers() throws Exception {
        HttpResponse<byte[]> accepted =
                client.send("POST", "/jobs?oversize=reject&max_side=16", PNG, "Content-Type", "image/png");
        JsonNode failed = ended(Client.json(accepted).path("jobs").get(0));

        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("error").path("reason").asText()).isEqualTo("too-many-pixels");
        assertThat(failed.path("error").path("limit").asLong()).isEqualTo(16);
        assertThat(failed.path("error").path("actual").asLong()).isEqualTo(20);
    }

    @Test
    void whatCannotBeAJobIsRefusedAtOnce() throws Exception {
        assertThat(client.send("POST", "/jobs", "text".getBytes(StandardCharsets.UTF_8), "Content-Type", "image/png")
                .statusCode())
                .isEqualTo(415);
        assertThat(client.send("POST", "/jobs?scale=x", PNG, "Content-Type", "image/png").statusCode()).isEqualTo(400);
        assertThat(client.send("POST", "/jobs?priority=now", PNG, "Content-Type", "image/png").statusCode())
                .isEqualTo(400);
        assertThat(client.send("POST", "/jobs", Pictures.jpeg(1200, 900), "Content-Type", "image/jpeg").statusCode())
                .isEqualTo(422);
        assertThat(client.get("/jobs/none").statusCode()).isEqualTo(404);
        assertThat(client.get("/jobs/none/events").statusCode()).isEqualTo(404);
        assertThat(client.get("/jobs?state=odd").statusCode()).isEqualTo(400);
        assertThat(client.get("/jobs?limit=0").statusCode()).isEqualTo(400);
        assertThat(client.send("PUT", "/jobs", PNG).statusCode()).isEqualTo(405);
        assertThat(client.get("/nothing/here").statusCode()).isEqualTo(404);
        assertThat(client.get("/..%2f..%2fconfig/application.properties").statusCode()).isEqualTo(404);
    }

    @Test
    void aFullStoreIsA507WithTheKey() throws Exception {
        byte[] large = new byte[5_000_000];
        System.arraycopy(PNG, 0, large, 0, PNG.length); // a picture with rubbish behind it
        HttpResponse<byte[]> answer = client.send("POST", "/jobs", large, "Content-Type", "image/png");

        assertThat(answer.statusCode()).isEqualTo(507);
        assertThat(Client.json(answer).path("limit_key").asText()).isEqualTo("loupe.jobs.max-bytes");
    }

    @Test
    void theSameRequestTwiceMakesOneJob() throws Exception {
        String[] headers = {"Content-Type", "image/png", "Idempotency-Key", "mine-1"};
        JsonNode first = Client.json(client.send("POST", "/jobs?scale=2", PNG, headers)).path("jobs");
        JsonNode again = Client.json(client.send("POST", "/jobs?scale=2", PNG, headers)).path("jobs");
        HttpResponse<byte[]> other = client.send("POST", "/jobs?scale=3", PNG, headers);

        assertThat(again.get(0).path("id")).isEqualTo(first.get(0).path("id"));
        assertThat(other.statusCode()).isEqualTo(409);
        ended(first.get(0));

        client.send("DELETE", link(first.get(0), ""), null);
        JsonNode anew = Client.json(client.send("POST", "/jobs?scale=2", PNG, headers)).path("jobs");
        assertThat(ended(anew.get(0)).path("state").asText()).isEqualTo("done");
    }

    @Test
    void aDeletedJobIsGoneWithItsFiles() throws Exception {
        JsonNode job = ended(post(""));

        assertThat(client.send("DELETE", link(job, ""), null).statusCode()).isEqualTo(204);
        assertThat(client.get(link(job, "")).statusCode()).isEqualTo(404);
        assertThat(folder.resolve("home/data/jobs/" + job.path("id").asText())).doesNotExist();
    }

    @Test
    void theListIsPagedNewestFirst() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(0, ended(post("")).path("id").asText());
        }

        JsonNode page = get("/jobs?state=done&limit=2");
        JsonNode next = get("/jobs?state=done&limit=2&before=" + page.path("next").asText());

        assertThat(page.path("jobs")).extracting(job -> job.path("id").asText())
                .containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(next.path("jobs").get(0).path("id").asText()).isEqualTo(ids.get(2));
    }
}
