package dev.notely.tui.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.notely.proto.telemetry.v1.Migration;
import org.junit.jupiter.api.Test;

class MirrorTextTest {
  private static MigrationRow row(String mirrors) {
    return MigrationRow.of(
        Migration.newBuilder()
            .setId(7)
            .setStatus(Scenes.RUNNING_STATUS)
            .setMirrors(mirrors)
            .build());
  }

  private static String text(String mirrors) {
    return row(mirrors).status().mirrors();
  }

  @Test
  void oneThatDoesNotMirrorSaysNothing() {
    assertThat(text("")).isEmpty();
  }

  @Test
  void whatWasSentAndComparedStandsInALine() {
    assertThat(
            text(
                """
                {"proxies":2,"silent":[],"divergence":0,"compared":810,
                 "dualWrites":{"on":true,"stores":[{"store":"new","sent":12034,"refused":1,
                   "failed":2,"dropped":3,"waiting":0,"behind":5,"lagRecords":5,"lagMillis":40}]},
                 "shadowReads":{"share":0.05,"stores":[{"store":"new","equal":807,"pending":3,
                   "ahead":0,"mismatches":0,"unanswered":0,"dropped":0,
                   "homeMs":{"p50":1.5,"p99":9},"storeMs":{"p50":0.75,"p99":4}}]}}\
                """))
        .isEqualTo(
            "no divergence; writes to new: 12,034 sent, 3 not taken, 3 dropped, 5 behind (40 ms);"
                + " reads at new: 807 equal, 3 pending, 0 differ, p50 0.8 ms (home 1.5 ms)");
  }

  @Test
  void thatCopiesDifferComesFirst() {
    assertThat(
            text(
                """
                {"proxies":2,"silent":["10.0.0.7:9000"],"divergence":2,"compared":9,
                 "dualWrites":{"on":false,"stores":[]},"shadowReads":{"share":0.05,"stores":[]}}\
                """))
        .isEqualTo("COPIES DIFFER in 2 records; 1 of 2 proxies are silent");
  }

  @Test
  void nothingComparedIsNotNoDivergence() {
    assertThat(
            text(
                """
                {"proxies":1,"silent":[],"divergence":0,"compared":0,
                 "dualWrites":{"on":true,"stores":[]},"shadowReads":{"share":0,"stores":[]}}\
                """))
        .isEqualTo("nothing compared yet");
  }

  @Test
  void whatIsNoJsonIsAProblemOfTheRow() {
    assertThat(row("{").problem()).startsWith("the status is no JSON");
  }
}
