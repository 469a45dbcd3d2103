"""PyTorch with torch.compile: the eager peer's network, with its forward and backward pass compiled."""

import peers_common as common

arguments = common.begin(__doc__, ["numpy", "torch"])

import torch  # noqa: E402, the threads have to be set before
from torch.nn import functional as F  # noqa: E402

import pytorch_model  # noqa: E402


def compile_or_fail(function, *inputs):
    """The compiled function after a first call; ends the program with one sentence where it cannot compile."""
    compiled = torch.compile(function, dynamic=False, options={"cpp_wrapper": True})
    try:
        compiled(*inputs)
    except Exception as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        common.fail(common.CHECK_FAILED, f"torch.compile cannot compile the network on this machine: {reason}")
    return compiled


def main():
    """Trains, measures and prints."""
    torch.set_num_threads(arguments.threads)
    data = pytorch_model.load(arguments.data_dir)
    network = pytorch_model.make_network(common.he_weights(arguments.hidden, arguments.seed))
    optimizer = pytorch_model.make_optimizer(network)

    def loss_of(x, y):
        return F.cross_entropy(network(x), y)

    X, y = data["training"]
    compiled_loss = compile_or_fail(loss_of, X[:100].clone(), y[:100].clone())

    def loss_and_backward(x, y):
        compiled_loss(x, y).backward()

    def train_epoch(epoch):
        pytorch_model.train(network, optimizer, loss_and_backward, X, y, epoch, arguments.seed)

    compiled_forward = torch.compile(network)

    def evaluate(name):
        return pytorch_model.evaluate(network, compiled_forward, *data[name])

    measured = common.measure(arguments, train_epoch, evaluate)
    notes = "float32, compiled forward and backward, fused SGD, otherwise as pytorch_eager"
    common.report(arguments, "pytorch_compile", torch.__version__, measured, notes)


if __name__ == "__main__":
    main()
