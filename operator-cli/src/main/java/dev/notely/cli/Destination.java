package dev.notely.cli;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of every command: which gateway, and as whom. */
class Destination {
  @Option(
      names = "--url",
      defaultValue = "${env:NOTELY_URL:-http://127.0.0.1:8080}",
      description = "the gateway, also NOTELY_URL (default: ${DEFAULT-VALUE})")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--token",
      defaultValue = "${env:NOTELY_TOKEN:-}",
      showDefaultValue = Help.Visibility.NEVER,
      description = "the operator's bearer token, also NOTELY_TOKEN")
  private String token = "";

  @Option(
      names = "--actor",
      defaultValue = "${env:USER:-operator}",
      description = "who asks; goes to the journal (default: ${DEFAULT-VALUE})")
  private String actor = "operator";

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  final CommandLine command() {
    return Objects.requireNonNull(spec, "picocli sets it").commandLine();
  }

  final GatewayClient gateway() {
    if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
      throw new ParameterException(command(), "--url must be like http://HOST:PORT");
    }
    if (!actor.matches("[\\x21-\\x7E]{1,60}")) {
      throw new ParameterException(command(), "--actor must have 1 to 60 visible ASCII characters");
    }
    return new GatewayClient(url, token, actor);
  }

  final void complain(String sentence) {
    command().getErr().println(sentence);
    command().getErr().flush();
  }
}
