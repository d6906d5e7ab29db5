package dev.notely.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class LastWordsTest {
  @Test
  void theLastLineSaysWhy() {
    assertThat(ManagedProcess.lastWords(Stream.of("it starts", "the port is in use")))
        .isEqualTo("the port is in use");
    assertThat(ManagedProcess.lastWords(Stream.of()))
        .isEqualTo("it said nothing; is there room on the disk?");
  }

  @Test
  void ofAStackTraceItIsTheInnermostCause() {
    assertThat(
            ManagedProcess.lastWords(
                Stream.of(
                    "java.lang.IllegalStateException: cannot begin",
                    "\tat a.B.c(B.java:1)",
                    "Caused by: java.io.IOException: No space left on device",
                    "\tat a.B.d(B.java:2)",
                    "\t... 4 more")))
        .isEqualTo("Caused by: java.io.IOException: No space left on device");
  }
}
