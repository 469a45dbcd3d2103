import Platform

/// A mistake of the backward pass, put in on purpose: the gradient check finds it, and a student finds out which it is.
public enum Fault: String, CaseIterable, Sendable, Codable {
    /// Batch normalisation backward without the term of the batch mean.
    case dropMeanTerm = "drop_mean_term"
    /// Batch normalisation backward without the term of the batch variance.
    case dropVarianceTerm = "drop_variance_term"
    /// 1 / (sqrt(variance) + epsilon) backward where forward has 1 / sqrt(variance + epsilon).
    case epsilonOutsideRoot = "epsilon_outside_root"
    /// The gradients of gamma and beta exchanged.
    case swapGammaAndBeta = "swap_gamma_and_beta"
    /// The loss is a mean over the batch, its gradient a sum.
    case forgetOneOverN = "forget_one_over_n"
    /// dX = dY W read with rows and columns exchanged.
    case transposeW = "transpose_w"
    /// The gradient of the loss in place of the gradient of the cost.
    case forgetTwoLambdaW = "forget_two_lambda_w"
    /// The derivative of the activation left out.
    case skipActivation = "skip_activation"

    /// The fault of a name.
    ///
    /// - Throws: ``LabError`` of kind `usage` with the names there are.
    public init(named name: String) throws {
        guard let fault = Fault(rawValue: name) else {
            throw LabError.unknown("fault", name, choices: Fault.allCases.map(\.rawValue))
        }
        self = fault
    }

    /// What the table shows, and how that leads to the line that is wrong.
    public var solution: String {
        switch self {
        case .dropMeanTerm:
            """
            Wrong from the last batch norm on towards the input, while its own gamma and beta are right: so dY reaches \
            batch norm, and what leaves it as dX is wrong. With --batch-norm before, the bias in front of it must have \
            gradient zero and has not: a shift of the whole column still gets through, so the mean of dY was not subtracted.
            Right: dX = gamma / std * (dY - mean(dY) - xhat * mean(dY * xhat)). Missing: mean(dY).
            """
        case .dropVarianceTerm:
            """
            Wrong from the last batch norm on towards the input, while its own gamma and beta are right. With \
            --batch-norm before, the bias in front of it still has gradient zero: the mean of dY is subtracted, so it is \
            the other correction that is missing, the one that makes up for batch norm undoing any scaling.
            Right: dX = gamma / std * (dY - mean(dY) - xhat * mean(dY * xhat)). Missing: xhat * mean(dY * xhat).
            """
        case .epsilonOutsideRoot:
            """
            Small errors, near the size of epsilon, that stay the same for every step h; those of a right gradient fall and rise \
            with h. A factor is off by a hair, for gamma of a batch norm as well as for what lies in front of it: forward divides \
            by sqrt(variance + epsilon), backward by sqrt(variance) + epsilon. A tolerance of 1e-3 would have let it pass, as does an epsilon of 1e-8.
            Right: keep 1 / sqrt(variance + epsilon) of the forward pass and use that very number.
            """
        case .swapGammaAndBeta:
            """
            Only gamma and beta are wrong, everything in front of them and behind them is right; dX does not use these \
            two. The numeric gradient of gamma is the analytic one of beta.
            Right: dgamma = sum(dY * xhat), dbeta = sum(dY).
            """
        case .forgetOneOverN:
            """
            Everything that is not zero is wrong, the last bias included, and with --lambda 0 by the same factor: \
            analytic / numeric is n, the batch size (relative error (n - 1) / (n + 1)). What comes first in the backward pass is the gradient of the loss itself.
            Right: dS = (P - Y) / n, as the loss is the mean over the batch.
            """
        case .transposeW:
            """
            The last layer is right, all in front of it is wrong: the last W and b need dS only, the layers in front need \
            dX = dS W. The sizes fit by accident, or the numbers were read in the wrong order (a reshape in place of a \
            transposition).
            Right: dX = dY W with W outputs x inputs; column by column, dx = W^T dy.
            """
        case .forgetTwoLambdaW:
            """
            Every W is wrong, every b, gamma and beta is right; with --lambda 0 all is right. The difference analytic - \
            numeric is -2 lambda W, entry by entry.
            Right: dW of the cost = dW of the loss + 2 lambda W. Not lambda W: the cost has the plain sum of squares.
            """
        case .skipActivation:
            """
            The last layer is right, what is in front of an activation is wrong: the gradient comes through as if f were z, \
            through units of a ReLU that are switched off as well. Try --activation identity: with it all is right, as its derivative is 1.
            Right: dZ = dA * f'(Z), entry by entry.
            """
        }
    }

    /// What a network must have for the fault to show, as a sentence for where it has it not.
    var requirement: String {
        switch self {
        case .dropMeanTerm, .dropVarianceTerm, .epsilonOutsideRoot: "needs batch normalization: --batch-norm before"
        case .swapGammaAndBeta: "needs gamma and beta: --batch-norm before"
        case .transposeW: "needs two layers of several units each: --hidden 10"
        case .skipActivation: "needs a hidden layer with an activation other than the identity: --activation relu"
        case .forgetTwoLambdaW: "needs an L2 term: --lambda 0.01"
        case .forgetOneOverN: "needs a batch of more than one sample: --batch-size 10"
        }
    }
}
