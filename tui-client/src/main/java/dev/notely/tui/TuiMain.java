package dev.notely.tui;

import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.process.ProcessMain;
import dev.notely.runtime.process.StartupException;
import dev.notely.tui.screen.Theme;
import io.opentelemetry.api.OpenTelemetry;
import java.io.Console;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The live screen of an operator. */
@Command(
    name = "tui",
    mixinStandardHelpOptions = true,
    description =
        "Shows a running system live and steers it; ? lists the keys. It speaks to one data proxy at a time and goes to another by itself.")
public final class TuiMain implements Callable<Integer> {
  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      split = ",",
      description =
          "data proxies to ask first, also NOTELY_PROXY; the others are learned (default: those that ./notely up wrote to the data folder)")
  private List<HostPort> proxies = List.of();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = ".data",
      description = "the data folder of ./notely up (default: ${DEFAULT-VALUE})")
  private Path data = Path.of(".data");

  @Option(
      names = "--theme",
      paramLabel = "dark|light|plain",
      description = "colours; plain: none, as with NO_COLOR (default: dark; t changes it)")
  private @Nullable Theme theme;

  @Option(
      names = "--actor",
      defaultValue = "${env:USER:-operator}",
      description = "who asks; goes to the journals (default: ${DEFAULT-VALUE})")
  private String actor = "operator";

  /** Only with {@link #main}: the program ends with it. */
  TuiMain() {}

  public static void main(String[] args) {
    System.exit(ProcessMain.execute(new TuiMain(), args));
  }

  @Override
  public Integer call() throws Exception {
    if (!actor.matches("[\\x21-\\x7E]{1,60}")) {
      throw new StartupException("--actor must have 1 to 60 visible ASCII characters");
    }
    List<HostPort> first = ProxyAddresses.find(proxies, System.getenv("NOTELY_PROXY"), data);
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
      throw new StartupException(
          "tui needs a terminal; in a pipe use ./notely migrate watch or the web page of the gateway");
    }
    // Nothing but the screen may write to the terminal: what goes wrong is shown there.
    LogManager.getLogManager().reset();
    try (Transport transport = new Transport(OpenTelemetry.noop())) {
      new TuiSession(transport::channel, first, actor, chosenTheme()).run();
    }
    return 0;
  }

  private Theme chosenTheme() {
    if (theme != null) {
      return theme;
    }
    String noColor = System.getenv("NO_COLOR");
    return noColor == null || noColor.isEmpty() ? Theme.DARK : Theme.PLAIN;
  }
}
