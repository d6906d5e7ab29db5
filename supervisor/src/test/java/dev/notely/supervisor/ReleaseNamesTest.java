package dev.notely.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ReleaseNamesTest {
  @Test
  void theNumberIsOneHigher() {
    assertThat(ReleaseNames.after("v1")).isEqualTo("v2");
    assertThat(ReleaseNames.after("2026.09")).isEqualTo("2026.10");
    assertThat(ReleaseNames.after("v9")).isEqualTo("v10");
    assertThat(ReleaseNames.after("blue")).isEqualTo("blue-2");
  }

  @Test
  void aNameIsGivenOnce() {
    assertThat(ReleaseNames.next("v1", List.of("v1", "v2", "v3"))).isEqualTo("v4");
    assertThat(ReleaseNames.next("blue", List.of("blue", "blue-2"))).isEqualTo("blue-3");
  }

  @Test
  void whatWasStartedCanBeStartedAgain() {
    assertThat(ReleaseNames.startable(List.of("v1", "v2"), "v3")).containsExactly("v1", "v2", "v3");
    List<String> many = IntStream.range(0, 200).mapToObj(i -> "v" + i).toList();
    assertThat(ReleaseNames.startable(many, "v200")).hasSize(21).contains("v199", "v200");
  }
}
