package dev.notely.proxy.server.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proxy.server.StatusOfStory;
import dev.notely.proxy.store.MigrationCatalog.AccountState;
import dev.notely.proxy.store.MigrationCatalog.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The report in each state, against the documents that are kept beside this test (and that the
 * gateway's tests render): where one differs on purpose, take it over from target/reports.
 */
final class ReportDocumentTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path KEPT = Path.of("src/test/resources/reports");
  private static final Path MADE = Path.of("target/reports");

  private static JsonNode document(Story story) {
    String status = StatusOfStory.json(story.get(7), story.now());
    return JSON.readTree(new ReportReader(story).document(story.get(7), status, story.now()));
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void tellsTheStoryUpToEachState(State state) throws IOException {
    String document =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document(Stories.of(state)))
            + "\n";
    Files.createDirectories(MADE);
    Files.writeString(MADE.resolve(state + ".json"), document);
    assertThat(document).isEqualTo(Files.readString(KEPT.resolve(state + ".json")));
  }

  @Test
  void ofALongJournalTheFirstAndTheLatestEventsAreTold() {
    Story story = new Story();
    for (int i = 0; i < 2_500; i++) {
      story.asked("SET_LIMITS", State.PLANNED, "reason " + i);
    }
    JsonNode timeline = document(story).path("timeline");
    assertThat(timeline.path("entries").size()).isEqualTo(Timeline.FIRST + Timeline.LATEST);
    assertThat(timeline.path("omitted").asLong()).isEqualTo(2_501 - 200);
    assertThat(timeline.at("/entries/0/event").asString()).isEqualTo("CREATED");
    assertThat(timeline.at("/entries/199/reason").asString()).isEqualTo("reason 2499");
  }

  @Test
  void evidenceThatIsLongStaysInTheJournal() {
    String evidence = "{\"found\":\"" + "x".repeat(Timeline.MAX_EVIDENCE) + "\"}";
    JsonNode document = document(new Story().found("FINDING", State.HELD, "r", evidence));
    JsonNode entry = document.at("/timeline/entries/1");
    assertThat(entry.path("evidenceLeftOut").asBoolean()).isTrue();
    assertThat(entry.path("evidence").isNull()).isTrue();
    assertThat(document.at("/standing/evidence").isNull()).isTrue();
  }

  @Test
  void ofManyAccountsThatAreSetAsideTheFirstAreListed() {
    Story story = new Story().with(0, AccountState.QUARANTINED, 25, 0);
    for (int i = 0; i < 25; i++) {
      story.quarantined(i, "reason");
      story.mismatch(i, "list", "differs");
    }
    JsonNode document = document(story);
    assertThat(document.at("/unexpected/accounts").size()).isEqualTo(20);
    assertThat(document.at("/unexpected/more").asLong()).isEqualTo(5);
    assertThat(document.at("/verification/openMismatches").size()).isEqualTo(20);
    assertThat(document.at("/verification/moreMismatches").asBoolean()).isTrue();
  }
}
