package dev.notely.gateway.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.gateway.proxy.StoreView;
import dev.notely.gateway.status.UserFigures.Felt;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What everybody is told, and what nobody is. */
class StatusDocumentTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant AT = Instant.parse("2026-03-01T14:00:00Z");
  private static final String ACCOUNT = "0190f3a2-0000-7000-8000-000000000001";
  private static final String HELD =
      """
      {"id":7,"name":"move","state":"HELD","strategy":"copy","permitted":["release"],"wave":1,"soakingWave":true,
       "waves":[{"name":"first","accounts":2,"moved":2,"underWay":0,"quarantined":0,"records":9},
                {"name":"second","accounts":4,"moved":1,"underWay":2,"quarantined":1,"records":9}],
       "done":3,"total":6,"rate":12.5,"forecast":{"sentence":"held; 3 accounts are left"},"deadlineWillBeMet":null,
       "pauseMs":{"p50":1.5,"p99":8,"max":9,"count":3},"lag":{"records":2},"inconsistencies":1,
       "throttle":{"now":"users at store new: p95 4 ms"},"verification":"NONE",
       "reason":"record ACCOUNT at new: has other content","evidence":{"errors":3,"requests":200,"account":"ACCOUNT"},
       "actor":"ada","leader":"proxy-1","standstill":"account ACCOUNT fails: connection refused: /127.0.0.1:4567",
       "failures":[{"account":"ACCOUNT","reason":"x"}],
       "alerts":[{"kind":"HELD","sentence":"held because of ACCOUNT"}],
       "spec":{"from":["legacy"],"to":{"stores":["new","shard-1"]}}}
      """
          .replace("ACCOUNT", ACCOUNT);

  private static JsonNode document(String... migrations) {
    return document(List.of("PLANNED", "PLANNED"), migrations);
  }

  private static JsonNode document(List<String> others, String... migrations) {
    return JSON.readTree(
        StatusDocument.of(
            new StatusFacts(
                AT,
                new Felt(30, 300, 2, 1.234, 9.876),
                Optional.of(List.of(migrations).stream().map(JSON::readTree).toList()),
                others,
                Optional.of(
                    List.of(
                        new StoreView(
                            "new",
                            "10.0.0.1:9",
                            "clustered",
                            "serving",
                            5,
                            1,
                            2,
                            99,
                            0,
                            0,
                            7,
                            0,
                            Map.of("region", "eu")))),
                List.of())));
  }

  @Test
  void tellsHowFarAndWhyItIsHeld() {
    JsonNode document = document(HELD);
    assertThat(document.path("headline").asString()).isEqualTo("A migration is held.");
    assertThat(document.path("moreMigrations").asInt()).isEqualTo(2);
    JsonNode migration = document.path("migrations").path(0);
    assertThat(migration.path("done").asInt()).isEqualTo(3);
    assertThat(migration.path("from").asString()).isEqualTo("legacy");
    assertThat(migration.path("to").asString()).isEqualTo("new, shard-1");
    assertThat(migration.at("/held/reason").asString())
        .isEqualTo("record … at new: has other content");
    assertThat(migration.at("/held/figures").toString())
        .isEqualTo("{\"errors\":3,\"requests\":200}");
    assertThat(migration.path("standstill").asString())
        .isEqualTo("account … fails: connection refused: …");
    assertThat(migration.at("/waves/1").toString())
        .isEqualTo(
            "{\"name\":\"second\",\"accounts\":4,\"moved\":1,\"underWay\":2,\"quarantined\":1}");
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, A migration is under way.",
    "FINISHING, A migration is under way.",
    "HELD, A migration is held.",
    "SOAKING, Nothing moves.",
  })
  void theHeadlineCountsAlsoWhatIsNotShown(String state, String headline) {
    assertThat(
            document(List.of("PLANNED", state), "{\"state\":\"PLANNED\"}")
                .path("headline")
                .asString())
        .isEqualTo(headline);
  }

  @Test
  void namesNoAccountNoPersonAndNoAddress() {
    assertThat(document(HELD).toString())
        .doesNotContain(ACCOUNT)
        .doesNotContain("ada")
        .doesNotContain("127.0.0.1")
        .doesNotContain("10.0.0.1")
        .doesNotContain("permitted")
        .doesNotContain("proxy-1");
  }

  @Test
  void whatAnOperatorWroteIsNotForEverybody() {
    JsonNode paused =
        document("{\"state\":\"PAUSED\",\"reason\":\"Ms Lovelace complains\",\"waves\":[]}");
    assertThat(paused.toString()).doesNotContain("Lovelace");
    assertThat(paused.at("/migrations/0/held").isNull()).isTrue();
  }

  @Test
  void tellsOfUsersAndStores() {
    JsonNode document = document();
    assertThat(document.path("users").toString())
        .isEqualTo(
            "{\"measuredBy\":\"the gateway that answers\",\"seconds\":30.0,\"perSecond\":10.0,\"requests\":300,\"failed\":2,\"p50Ms\":1.2,\"p99Ms\":9.9}");
    assertThat(document.at("/stores/0").toString())
        .isEqualTo(
            "{\"name\":\"new\",\"state\":\"serving\",\"schema\":\"clustered\",\"accounts\":2,\"notes\":5,\"copies\":1,\"bytes\":99,\"freeBytes\":7}");
  }

  @Test
  void whatIsNotKnownIsNull() {
    JsonNode document =
        JSON.readTree(
            StatusDocument.of(
                new StatusFacts(
                    AT,
                    new Felt(0, 0, 0, 0, 0),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    List.of("the stores are not known now: x"))));
    assertThat(document.path("headline").asString()).isEqualTo("It is not known what moves.");
    assertThat(document.path("migrations").isNull()).isTrue();
    assertThat(document.path("stores").isNull()).isTrue();
    assertThat(document.path("problems").size()).isEqualTo(1);
    assertThat(document.at("/users/perSecond").asDouble()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "RUNNING, A migration is under way., wave 'w' moves",
    "ROLLING_BACK, A migration is under way., accounts go back to where they came from",
    "FINISHING, A migration is under way., the former homes are emptied",
    "PAUSED, Nothing moves., paused; every account is served where it is",
    "PLANNED, Nothing moves., planned; nothing has moved",
    "SOAKING, Nothing moves., 'all have moved, and all can still go back'",
    "COMPLETED, Nothing moves., completed",
    "ROLLED_BACK, Nothing moves., every account is where it was before",
    "CANCELLED, Nothing moves., given up before anything moved",
    "LATER_STATE, Nothing moves., ''",
  })
  void everyStateHasItsWords(String state, String headline, String meaning) {
    JsonNode document =
        document("{\"state\":\"" + state + "\",\"wave\":0,\"waves\":[{\"name\":\"w\"}]}");
    assertThat(document.path("headline").asString()).isEqualTo(headline);
    assertThat(document.at("/migrations/0/meaning").asString()).isEqualTo(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"label\":{\"region\":\"eu\"}}', stores with region=eu",
    "'{\"awayFrom\":\"old\"}', anywhere but old",
    "'{\"stores\":[\"a\"]}', a",
  })
  void everyTargetHasItsWords(String to, String words) {
    JsonNode migration = document("{\"state\":\"PLANNED\",\"spec\":{\"to\":" + to + "}}");
    assertThat(migration.at("/migrations/0/to").asString()).isEqualTo(words);
    assertThat(migration.at("/migrations/0/from").asString()).isEqualTo("everywhere");
  }

  @ParameterizedTest
  @CsvSource({
    "at 12:30:45 ± 30 s, at 12:30:45 ± 30 s",
    "deadline 2026-03-01 14:00, deadline 2026-03-01 14:00",
    "refused: [::1]:8080 and 0:0:0:0:0:0:0:1, refused: … and …",
    "ratio 1.50 of 2.00 (p90 4.1 ms), ratio 1.50 of 2.00 (p90 4.1 ms)",
  })
  void onlyIdsAndAddressesAreTakenOutOfSentences(String sentence, String told) {
    assertThat(PublicText.of(sentence)).isEqualTo(told);
  }
}
