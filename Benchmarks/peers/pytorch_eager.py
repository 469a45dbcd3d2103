"""PyTorch in eager mode: data in one float32 tensor, shuffled by index, fused SGD."""

import peers_common as common

arguments = common.begin(__doc__, ["numpy", "torch"])

import torch  # noqa: E402, the threads have to be set before
from torch.nn import functional as F  # noqa: E402

import pytorch_model  # noqa: E402


def main():
    """Trains, measures and prints."""
    torch.set_num_threads(arguments.threads)
    data = pytorch_model.load(arguments.data_dir)
    network = pytorch_model.make_network(common.he_weights(arguments.hidden, arguments.seed))
    optimizer = pytorch_model.make_optimizer(network)

    def loss_and_backward(x, y):
        F.cross_entropy(network(x), y).backward()

    def train_epoch(epoch):
        pytorch_model.train(network, optimizer, loss_and_backward, *data["training"], epoch, arguments.seed)

    def evaluate(name):
        return pytorch_model.evaluate(network, network, *data[name])

    measured = common.measure(arguments, train_epoch, evaluate)
    notes = "float32, autograd, fused SGD, no bias before batch normalization, running variance 1/(n-1)"
    common.report(arguments, "pytorch_eager", torch.__version__, measured, notes)


if __name__ == "__main__":
    main()
