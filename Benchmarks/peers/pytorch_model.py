"""The network, the data and the passes that both PyTorch peers share."""

import torch
from torch import nn
from torch.nn import functional as F

import peers_common as common


def make_network(weights):
    """Linear, batch normalization, ReLU, ..., linear.

    A bias before batch normalization has no effect (the mean takes it out again), so there is none.
    """
    layers = []
    for W in weights:
        d, m = W.shape
        is_last = W is weights[-1]
        linear = nn.Linear(d, m, bias=is_last)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T.copy()))
            if is_last:
                linear.bias.zero_()
        layers.append(linear)
        if not is_last:
            layers += [nn.BatchNorm1d(m, common.EPSILON, 1 - common.RUNNING_FACTOR), nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)


def make_optimizer(network, eta=common.ETA_MIN):
    """Plain SGD whose weight decay 2 * lambda holds for weights only, in one fused call a step."""
    weights = [layer.weight for layer in network if isinstance(layer, nn.Linear)]
    others = [p for p in network.parameters() if all(p is not W for W in weights)]
    groups = [{"params": weights, "weight_decay": 2 * common.LAMBDA}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.SGD(groups, lr=eta, fused=True)


def load(folder):
    """Each split as a pair of tensors, float32 and int64."""
    splits = common.load_cifar10(folder, "float32")
    names = ("training", "validation", "test")
    return {name: (torch.from_numpy(X), torch.from_numpy(y)) for name, (X, y) in zip(names, splits)}


def train(network, optimizer, loss_and_backward, X, y, epoch, seed):
    """One epoch of updates; the batches are gathered into one kept buffer."""
    network.train()
    order = torch.from_numpy(common.batch_order(len(X), epoch, seed))
    x = torch.empty(common.BATCH_SIZE, X.shape[1])
    labels = y[order]
    for step, eta in enumerate(common.learning_rates(epoch, len(order))):
        torch.index_select(X, 0, order[step], out=x)
        for group in optimizer.param_groups:
            group["lr"] = eta
        optimizer.zero_grad()
        loss_and_backward(x, labels[step])
        optimizer.step()


@torch.inference_mode()
def evaluate(network, forward, X, y):
    """The mean cross-entropy and the accuracy with the running moments."""
    network.eval()
    scores = forward(X)
    return F.cross_entropy(scores, y).item(), (scores.argmax(dim=1) == y).float().mean().item()
