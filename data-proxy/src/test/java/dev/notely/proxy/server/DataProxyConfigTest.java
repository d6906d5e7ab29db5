package dev.notely.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.notely.proxy.migration.plan.MigrationSpec;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.process.StartupException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class DataProxyConfigTest {
  private static DataProxyConfig parsed(String... more) {
    DataProxyConfig config = new DataProxyConfig();
    String[] arguments = new String[more.length + 2];
    arguments[0] = "--catalog";
    arguments[1] = "h:1";
    System.arraycopy(more, 0, arguments, 2, more.length);
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("config", CommandLine.Model.CommandSpec.forAnnotatedObject(config)))
        .registerConverter(HostPort.class, new HostPort.Converter())
        .parseArgs(arguments);
    return config;
  }

  @Test
  void alertsGoNowhereUnlessToldWhere() {
    assertThat(parsed().alertWebhook()).isEmpty();
    assertThat(parsed().stalledAfter()).isEqualTo(Duration.ofMinutes(1));
    assertThat(parsed("--alert-webhook", "http://h:9/x").alertWebhook())
        .contains(URI.create("http://h:9/x"));
  }

  @Test
  void theStrategyOfTheFlagIsCopyUnlessToldOtherwise() {
    assertThat(parsed().defaultStrategy()).isEqualTo(MigrationSpec.Strategy.COPY);
    assertThat(parsed("--default-strategy", "lazy").defaultStrategy())
        .isEqualTo(MigrationSpec.Strategy.LAZY);
    assertThatThrownBy(() -> parsed("--default-strategy", "fast").defaultStrategy())
        .isInstanceOf(StartupException.class)
        .hasMessage("--default-strategy is 'fast'; it is copy or lazy");
  }

  @ParameterizedTest
  @ValueSource(strings = {"h:9", "ftp://h/x", "http:///x", "http://h h/", "nonsense"})
  void whatCannotBePostedToIsRefused(String address) {
    assertThatThrownBy(() -> parsed("--alert-webhook", address).alertWebhook())
        .isInstanceOf(StartupException.class)
        .hasMessage("--alert-webhook is '" + address + "'; it is an http or https URL");
  }
}
