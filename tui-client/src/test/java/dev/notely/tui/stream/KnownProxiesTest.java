package dev.notely.tui.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.runtime.grpc.HostPort;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownProxiesTest {
  private static final HostPort A = new HostPort("a", 1);
  private static final HostPort B = new HostPort("b", 1);
  private static final HostPort C = new HostPort("c", 1);

  @Test
  void aSilentOneIsAskedLast() {
    KnownProxies known = KnownProxies.named(List.of(A, B));
    assertThat(known.without(A).addresses()).containsExactly(B, A);
    assertThat(known.without(A).without(B).addresses()).containsExactly(A, B);
  }

  @Test
  void theOneThatAnswersIsFirstThenThoseThatItNamesThenThoseOfTheOperator() {
    KnownProxies known = KnownProxies.named(List.of(A)).learned(B, List.of(B, C));
    assertThat(known.addresses()).containsExactly(B, C, A);
    assertThat(known.learned(C, List.of()).addresses()).as("b is gone").containsExactly(C, A);
  }

  @Test
  void thereAreNotEndlesslyMany() {
    List<HostPort> many = IntStream.range(1, 500).mapToObj(i -> new HostPort("h", i)).toList();
    assertThat(KnownProxies.named(List.of(A)).learned(A, many).addresses())
        .hasSize(KnownProxies.MOST);
  }

  @Test
  void noneIsNoAnswer() {
    assertThatThrownBy(() -> KnownProxies.named(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("host:port");
  }
}
