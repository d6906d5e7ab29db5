package dev.notely.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
  private static final Machine MACHINE = new Machine(2, 4_096, "a cpu", "an os", "a jdk", 0.25);
  private static final Report REPORT =
      new Report(
          Instant.parse("2026-03-01T14:00:00Z"),
          MACHINE,
          BenchSize.QUICK,
          List.of("--concurrent-moves", "32"),
          List.of(new Result.Copying(100_000, 90_000, 200_000, 400_000)));

  @Test
  void isReadByPeople() {
    assertThat(REPORT.markdown())
        .isEqualTo(
            """
            # Benchmark of 2026-03-01T14:00:00Z

            2 cores (a cpu), 4,096 MiB, an os, a jdk; load average before: 0.3. Options of the proxy: --concurrent-moves 32.

            ## Copies of accounts of 100,000 notes of 200 bytes, no users

            |  | records/s |
            | --- | --- |
            | store to store | 90,000 |
            | local INSERT ... SELECT through ATTACH | 200,000 |
            | verified by ranges, both sides | 400,000 |

            ## Figures to reach

            | figure | got | wanted |  |
            | --- | --- | --- | --- |
            | store to store / local copy | 0.45 | >= 0.5 | MISSED |
            | verification by ranges / store to store | 4.44 | >= 4.0 | reached |
            """);
  }

  @Test
  void isReadByPrograms() {
    JsonNode document = JsonMapper.builder().build().readTree(REPORT.json());
    assertThat(document.at("/at").asString()).isEqualTo("2026-03-01T14:00:00Z");
    assertThat(document.at("/machine/cores").asInt()).isEqualTo(2);
    assertThat(document.at("/size/largeNotes").asInt()).isEqualTo(100_000);
    assertThat(document.at("/results/Copying/copied").asDouble()).isEqualTo(90_000);
    assertThat(document.at("/goals/0/reached").asBoolean()).isFalse();
    assertThat(document.at("/goals/0/bound").asString()).isEqualTo("AT_LEAST");
    assertThat(document.at("/goals/1/reached").asBoolean()).isTrue();
  }
}
