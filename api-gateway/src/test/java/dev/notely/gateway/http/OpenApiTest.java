package dev.notely.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.gateway.http.GatewayUnderTest.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The document that /openapi gives, held against the routes that there are. */
class OpenApiTest {
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private static final String STREAM = "/get/responses/200/content/text~1event-stream";

  private GatewayUnderTest gateway;

  @BeforeEach
  void start() throws IOException {
    gateway = new GatewayUnderTest();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  private JsonNode document() {
    return gateway.send("GET", "/openapi", "", Map.of()).body();
  }

  @Test
  void everyPathHasJustTheMethodsThatTheDocumentGives() {
    for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
      String concrete =
          path.getKey()
              .replace("{migration}", "1")
              .replace("{command}", "pause")
              .replaceAll("\\{[a-z]+}", "0190f3a2-0000-7000-8000-000000000001");
      Set<String> there = new TreeSet<>();
      boolean isEndless = path.getValue().at(STREAM).isObject();
      if (isEndless) {
        there.add("get"); // no answer to wait for
      }
      for (String method : METHODS) {
        if (isEndless && method.equals("GET")) {
          continue;
        }
        Reply reply = gateway.send(method, concrete, "", Map.of());
        assertThat(reply.body().path("error").asString()).isNotEqualTo("no such route");
        if (reply.status() != 405) {
          there.add(method.toLowerCase(java.util.Locale.ROOT));
        }
      }
      Set<String> said = new TreeSet<>(path.getValue().propertyNames());
      said.remove("parameters");
      assertThat(there).as(path.getKey()).isEqualTo(said);
    }
  }

  @Test
  void everyReferenceLeadsToASchema() {
    JsonNode document = document();
    List<String> references = new ArrayList<>();
    document.findValuesAsString("$ref", references);
    assertThat(references)
        .isNotEmpty()
        .allSatisfy(reference ->
            assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue());
  }
}
