package dev.notely.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Completion for bash, generated from the commands. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints completion for bash: source <(./notely migrate completion)")
final class CompletionCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    CommandLine root = Objects.requireNonNull(spec, "picocli sets it").root().commandLine();
    root.getOut().print(AutoComplete.bash("notely", root));
    root.getOut().flush();
  }
}
